import { since } from './gate/gate.ts'
import { serviceNeeds } from './gate/service-needs.ts'
import { registryAuth } from './links/registry-auth.ts'
import { openSwarmLogs, type SwarmLogOptions } from './logs/swarm.ts'
import type { OutputStream } from './stream/output.ts'
import type {
  AuthConfig,
  Service,
  ServiceCreateResponse,
  ServiceFilters,
  ServiceSpec,
  ServiceUpdateResponse,
} from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface ServiceListOptions extends CallOptions {
  readonly filters?: ServiceFilters | undefined
  /** Fill in `ServiceStatus`. Since API 1.41. @default false */
  readonly status?: boolean | undefined
}

export interface ServiceCreateOptions extends CallOptions {
  /** For the nodes, which pull the image: the swarm keeps it. @default none, also where the docker CLI has some */
  readonly auth?: AuthConfig | undefined
}

export interface ServiceUpdateOptions extends ServiceCreateOptions {
  /** `Version.Index` as it was last seen; a change in between is refused. */
  readonly version: number
  /** Without `auth`: the credentials of the service as it is, or as it was before. @default spec */
  readonly registryAuthFrom?: 'spec' | 'previous-spec' | undefined
  /** Go back to `PreviousSpec`; the one that is given does not count. */
  readonly rollback?: 'previous' | undefined
}

/**
 * What a swarm keeps running: one method for each operation of the API, for managers.
 * An unknown service is a NotFoundError throughout.
 */
export class Services {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists services. @see Engine API operation ServiceList */
  list({ filters, status, signal }: ServiceListOptions = {}): Promise<Service[]> {
    const query = { filters, status: since('1.41', status) }
    return this.#wire.list({ method: 'GET', path: '/services', query, dockerOnly, signal })
  }

  /**
   * Everything that the swarm knows of a service.
   *
   * @param options.insertDefaults fill in what was not asked for. @default false
   * @see Engine API operation ServiceInspect
   */
  async inspect(
    id: string,
    { insertDefaults, signal }: CallOptions & { readonly insertDefaults?: boolean | undefined } = {},
  ): Promise<Service> {
    const query = { insertDefaults }
    return this.#wire.json({ method: 'GET', path: path`/services/${id}`, query, dockerOnly, signal })
  }

  /**
   * Creates a service. The answer comes before its tasks run: `tasks.list` tells how they are.
   *
   * @throws ConflictError when the name is in use
   * @throws BadRequestError when the specification makes no sense
   * @see Engine API operation ServiceCreate
   */
  create(spec: ServiceSpec, { auth, signal }: ServiceCreateOptions = {}): Promise<ServiceCreateResponse> {
    const headers = auth ? registryAuth(auth) : {}
    const needs = serviceNeeds(spec)
    return this.#wire.json({ method: 'POST', path: '/services/create', json: spec, headers, needs, dockerOnly, signal })
  }

  /**
   * Changes a service, whose tasks are then replaced as `UpdateConfig` says: begin with the `Spec` of `inspect`.
   *
   * @throws ConflictError when the service has changed since that version
   * @throws BadRequestError when the specification makes no sense
   * @see Engine API operation ServiceUpdate
   */
  async update(id: string, spec: ServiceSpec, options: ServiceUpdateOptions): Promise<ServiceUpdateResponse> {
    const { auth, version, registryAuthFrom, rollback, signal } = options
    return this.#wire.json({
      method: 'POST',
      path: path`/services/${id}/update`,
      query: { version, registryAuthFrom, rollback },
      json: spec,
      headers: auth ? registryAuth(auth) : {},
      needs: serviceNeeds(spec),
      dockerOnly,
      signal,
    })
  }

  /** Removes a service; its tasks are stopped after the answer. @see Engine API operation ServiceDelete */
  async remove(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ method: 'DELETE', path: path`/services/${id}`, dockerOnly, signal })
  }

  /**
   * What all tasks of a service printed, and with `follow` what they print from now on. The order is kept within a task.
   *
   * @throws ServerError when the log driver cannot be read
   * @see Engine API operation ServiceLogs
   */
  async logs(id: string, options: SwarmLogOptions = {}): Promise<OutputStream> {
    const terminal = async () =>
      (await this.inspect(id, { signal: options.signal })).Spec.TaskTemplate.ContainerSpec?.TTY ?? false
    return openSwarmLogs(this.#wire, path`/services/${id}/logs`, options, terminal)
  }
}

const dockerOnly = 'Swarm'
