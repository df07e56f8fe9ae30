import type {
  Swarm,
  SwarmInitRequest,
  SwarmJoinRequest,
  SwarmUnlockRequest,
  UnlockKeyResponse,
  WholeSwarmSpec,
} from './types/index.ts'
import type { Call, CallOptions, Wire } from './wire/wire.ts'

export interface SwarmUpdateOptions extends CallOptions {
  /** `Version.Index` as it was last seen; a change in between is refused. */
  readonly version: number
  /** Make a new token for workers; the old one is no longer good. @default false */
  readonly rotateWorkerToken?: boolean | undefined
  /** @default false */
  readonly rotateManagerToken?: boolean | undefined
  /** @default false */
  readonly rotateManagerUnlockKey?: boolean | undefined
}

/**
 * The swarm that an engine is in: one method for each operation of the API.
 * Where a manager is needed, an engine that is none throws a ServerError with status 503; Podman an UnsupportedError.
 */
export class Swarms {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** The swarm with its join tokens, which are secrets. @see Engine API operation SwarmInspect */
  inspect({ signal }: CallOptions = {}): Promise<Swarm> {
    return this.#wire.json({ ...call('GET', '/swarm'), signal })
  }

  /**
   * Makes this engine the first manager of a new swarm.
   *
   * @returns the id of its node
   * @throws ServerError with status 503 when it is in a swarm already
   * @see Engine API operation SwarmInit
   */
  init(request: SwarmInitRequest, { signal }: CallOptions = {}): Promise<string> {
    return this.#wire.string({ ...call('POST', '/swarm/init'), json: request, signal })
  }

  /**
   * Brings this engine into a swarm.
   *
   * @throws ServerError with status 503 when it is in a swarm already, or no manager answers for 10 s
   * @see Engine API operation SwarmJoin
   */
  async join(request: SwarmJoinRequest, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ ...call('POST', '/swarm/join'), json: request, signal })
  }

  /**
   * Takes this engine out of its swarm, and removes the containers that it ran for it.
   *
   * @param options.force also the last manager, with which the swarm is gone. @default false
   * @throws ServerError with status 503 when it is in none, or a manager without `force`
   * @see Engine API operation SwarmLeave
   */
  async leave({ force, signal }: CallOptions & { readonly force?: boolean | undefined } = {}): Promise<void> {
    await this.#wire.status({ ...call('POST', '/swarm/leave'), query: { force }, signal, patient: true })
  }

  /**
   * Changes how the swarm is set up: begin with the `Spec` of `inspect`.
   *
   * @throws ConflictError when the swarm has changed since that version
   * @see Engine API operation SwarmUpdate
   */
  async update(spec: WholeSwarmSpec, { signal, ...query }: SwarmUpdateOptions): Promise<void> {
    await this.#wire.status({ ...call('POST', '/swarm/update'), query: { ...query }, json: spec, signal })
  }

  /** What unlocks a manager after a restart; empty unless managers are locked. @see Engine API operation SwarmUnlockkey */
  unlockKey({ signal }: CallOptions = {}): Promise<UnlockKeyResponse> {
    return this.#wire.json({ ...call('GET', '/swarm/unlockkey'), signal })
  }

  /**
   * Lets a manager go on that was locked by a restart.
   *
   * @throws ConflictError when it is not locked
   * @see Engine API operation SwarmUnlock
   */
  async unlock(request: SwarmUnlockRequest, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ ...call('POST', '/swarm/unlock'), json: request, signal })
  }
}

const call = (method: Call['method'], path: string): Call => ({ method, path, dockerOnly: 'Swarm' })
