import { openSwarmLogs, type SwarmLogOptions } from './logs/swarm.ts'
import type { OutputStream } from './stream/output.ts'
import type { Task, TaskFilters } from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

/** The containers of a swarm's services: one method for each operation of the API, for managers. An unknown task is a NotFoundError throughout. */
export class Tasks {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /**
   * Lists tasks, ended ones too.
   *
   * @throws NotFoundError when a filter names a service or node that does not exist
   * @see Engine API operation TaskList
   */
  list({ filters, signal }: CallOptions & { readonly filters?: TaskFilters | undefined } = {}): Promise<Task[]> {
    return this.#wire.list({ method: 'GET', path: '/tasks', query: { filters }, dockerOnly, signal })
  }

  /** Everything that the swarm knows of a task. @see Engine API operation TaskInspect */
  async inspect(id: string, { signal }: CallOptions = {}): Promise<Task> {
    return this.#wire.json({ method: 'GET', path: path`/tasks/${id}`, dockerOnly, signal })
  }

  /**
   * What a task printed, and with `follow` what it prints from now on, until it ends.
   *
   * @throws ServerError when the log driver cannot be read
   * @see Engine API operation TaskLogs
   */
  async logs(id: string, options: SwarmLogOptions = {}): Promise<OutputStream> {
    const terminal = async () => (await this.inspect(id, { signal: options.signal })).Spec.ContainerSpec?.TTY ?? false
    return openSwarmLogs(this.#wire, path`/tasks/${id}/logs`, options, terminal)
  }
}

const dockerOnly = 'Swarm'
