import { endpointNeeds } from './gate/body-needs.ts'
import { since } from './gate/gate.ts'
import type {
  NetworkConnectRequest,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkDisconnectRequest,
  NetworkFilters,
  NetworkInspect,
  NetworkPruneFilters,
  NetworkPruneResponse,
  NetworkSummary,
} from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface NetworkInspectOptions extends CallOptions {
  /** Swarm services too. @default false */
  readonly verbose?: boolean | undefined
  /** For a name that exists more than once. */
  readonly scope?: 'local' | 'swarm' | 'global' | undefined
}

/** Networks: one method for each operation of the API. An unknown network or container is a NotFoundError throughout. */
export class Networks {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists networks, the engine's own included. @see Engine API operation NetworkList */
  list({
    filters,
    signal,
  }: CallOptions & { readonly filters?: NetworkFilters | undefined } = {}): Promise<NetworkSummary[]> {
    return this.#wire.list({ method: 'GET', path: '/networks', query: { filters }, signal })
  }

  /** Everything that the engine knows of a network, with its running members. @see Engine API operation NetworkInspect */
  async inspect(id: string, { verbose, scope, signal }: NetworkInspectOptions = {}): Promise<NetworkInspect> {
    return this.#wire.json({ method: 'GET', path: path`/networks/${id}`, query: { verbose, scope }, signal })
  }

  /** Whether the engine has that network. @see Engine API operation NetworkInspect */
  async exists(id: string, { signal }: CallOptions = {}): Promise<boolean> {
    return (await this.#wire.status({ method: 'GET', path: path`/networks/${id}`, signal, accept: [404] })) !== 404
  }

  /**
   * Creates a network. Docker up to 24 allows the same name twice unless `CheckDuplicate` is set.
   *
   * @throws ConflictError when the name is in use
   * @throws ForbiddenError or ServerError when no subnet is free or the one asked for overlaps
   * @see Engine API operation NetworkCreate
   */
  create(config: NetworkCreateRequest, { signal }: CallOptions = {}): Promise<NetworkCreateResponse> {
    const needs = { EnableIPv4: since('1.48', config.EnableIPv4) }
    return this.#wire.json({ method: 'POST', path: '/networks/create', json: config, needs, signal })
  }

  /** Removes a network. @throws ForbiddenError when a container is in it. @see Engine API operation NetworkDelete */
  async remove(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ method: 'DELETE', path: path`/networks/${id}`, signal })
  }

  /** Connects a container, running or not. @throws ForbiddenError when it is connected already. @see Engine API operation NetworkConnect */
  async connect(id: string, request: NetworkConnectRequest, { signal }: CallOptions = {}): Promise<void> {
    const needs = endpointNeeds(request.EndpointConfig ? [request.EndpointConfig] : [])
    await this.#wire.status({ method: 'POST', path: path`/networks/${id}/connect`, json: request, needs, signal })
  }

  /** Takes a container out of a network. @see Engine API operation NetworkDisconnect */
  async disconnect(id: string, request: NetworkDisconnectRequest, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ method: 'POST', path: path`/networks/${id}/disconnect`, json: request, signal })
  }

  /** Removes all networks without containers. @see Engine API operation NetworkPrune */
  prune({
    filters,
    signal,
  }: CallOptions & { readonly filters?: NetworkPruneFilters | undefined } = {}): Promise<NetworkPruneResponse> {
    return this.#wire.json({ method: 'POST', path: '/networks/prune', query: { filters }, signal, patient: true })
  }
}
