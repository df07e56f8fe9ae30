import type { Config, ConfigFilters, ConfigSpec, SwarmIdResponse } from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface ConfigUpdateOptions extends CallOptions {
  /** `Version.Index` as it was last seen; a change in between is refused. */
  readonly version: number
}

/** Files of a swarm for its containers: one method for each operation of the API, for managers. An unknown config is a NotFoundError throughout. */
export class Configs {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists configs. @see Engine API operation ConfigList */
  list({ filters, signal }: CallOptions & { readonly filters?: ConfigFilters | undefined } = {}): Promise<Config[]> {
    return this.#wire.list({ method: 'GET', path: '/configs', query: { filters }, dockerOnly, signal })
  }

  /** A config with its data. @param id or its name. @see Engine API operation ConfigInspect */
  async inspect(id: string, { signal }: CallOptions = {}): Promise<Config> {
    return this.#wire.json({ method: 'GET', path: path`/configs/${id}`, dockerOnly, signal })
  }

  /** Creates a config. @throws ConflictError when the name is in use. @see Engine API operation ConfigCreate */
  create(spec: ConfigSpec, { signal }: CallOptions = {}): Promise<SwarmIdResponse> {
    return this.#wire.json({ method: 'POST', path: '/configs/create', json: spec, dockerOnly, signal })
  }

  /**
   * Changes the labels of a config: begin with the `Spec` of `inspect`.
   *
   * @throws BadRequestError when anything else would change
   * @throws ConflictError when the config has changed since that version
   * @see Engine API operation ConfigUpdate
   */
  async update(id: string, spec: ConfigSpec, { version, signal }: ConfigUpdateOptions): Promise<void> {
    const query = { version }
    await this.#wire.status({
      method: 'POST',
      path: path`/configs/${id}/update`,
      query,
      json: spec,
      dockerOnly,
      signal,
    })
  }

  /** Removes a config. @throws BadRequestError when a service has it. @see Engine API operation ConfigDelete */
  async remove(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ method: 'DELETE', path: path`/configs/${id}`, dockerOnly, signal })
  }
}

const dockerOnly = 'Swarm'
