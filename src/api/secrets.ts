import type { Secret, SecretFilters, SecretSpec, SwarmIdResponse } from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface SecretUpdateOptions extends CallOptions {
  /** `Version.Index` as it was last seen; a change in between is refused. */
  readonly version: number
}

/** Data of a swarm that only containers see: one method for each operation of the API, for managers. An unknown secret is a NotFoundError throughout. */
export class Secrets {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists secrets. @see Engine API operation SecretList */
  list({ filters, signal }: CallOptions & { readonly filters?: SecretFilters | undefined } = {}): Promise<Secret[]> {
    return this.#wire.list({ method: 'GET', path: '/secrets', query: { filters }, dockerOnly, signal })
  }

  /** Everything but the data. @param id or its name. @see Engine API operation SecretInspect */
  async inspect(id: string, { signal }: CallOptions = {}): Promise<Secret> {
    return this.#wire.json({ method: 'GET', path: path`/secrets/${id}`, dockerOnly, signal })
  }

  /** Creates a secret. @throws ConflictError when the name is in use. @see Engine API operation SecretCreate */
  create(spec: SecretSpec, { signal }: CallOptions = {}): Promise<SwarmIdResponse> {
    return this.#wire.json({ method: 'POST', path: '/secrets/create', json: spec, dockerOnly, signal })
  }

  /**
   * Changes the labels of a secret: begin with the `Spec` of `inspect`.
   *
   * @throws BadRequestError when anything else would change
   * @throws ConflictError when the secret has changed since that version
   * @see Engine API operation SecretUpdate
   */
  async update(id: string, spec: SecretSpec, { version, signal }: SecretUpdateOptions): Promise<void> {
    const query = { version }
    await this.#wire.status({
      method: 'POST',
      path: path`/secrets/${id}/update`,
      query,
      json: spec,
      dockerOnly,
      signal,
    })
  }

  /** Removes a secret. @throws BadRequestError when a service has it. @see Engine API operation SecretDelete */
  async remove(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ method: 'DELETE', path: path`/secrets/${id}`, dockerOnly, signal })
  }
}

const dockerOnly = 'Swarm'
