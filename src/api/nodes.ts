import type { Node, NodeFilters, NodeSpec } from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface NodeUpdateOptions extends CallOptions {
  /** `Version.Index` as it was last seen; a change in between is refused. */
  readonly version: number
}

/** The engines of a swarm: one method for each operation of the API, for managers. An unknown node is a NotFoundError throughout. */
export class Nodes {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists nodes. @see Engine API operation NodeList */
  list({ filters, signal }: CallOptions & { readonly filters?: NodeFilters | undefined } = {}): Promise<Node[]> {
    return this.#wire.list({ method: 'GET', path: '/nodes', query: { filters }, dockerOnly, signal })
  }

  /** Everything that the swarm knows of a node. @param id or its name. @see Engine API operation NodeInspect */
  async inspect(id: string, { signal }: CallOptions = {}): Promise<Node> {
    return this.#wire.json({ method: 'GET', path: path`/nodes/${id}`, dockerOnly, signal })
  }

  /**
   * Changes role, availability and labels of a node: begin with the `Spec` of `inspect`.
   *
   * @throws BadRequestError when the last manager would become a worker
   * @throws ConflictError when the node has changed since that version
   * @see Engine API operation NodeUpdate
   */
  async update(id: string, spec: NodeSpec, { version, signal }: NodeUpdateOptions): Promise<void> {
    const query = { version }
    await this.#wire.status({ method: 'POST', path: path`/nodes/${id}/update`, query, json: spec, dockerOnly, signal })
  }

  /**
   * Removes a node that has left, or is lost.
   *
   * @param options.force also one that is still in the swarm. @default false
   * @throws BadRequestError when it is a manager, or is not down and `force` is not set
   * @see Engine API operation NodeDelete
   */
  async remove(
    id: string,
    { force, signal }: CallOptions & { readonly force?: boolean | undefined } = {},
  ): Promise<void> {
    await this.#wire.status({ method: 'DELETE', path: path`/nodes/${id}`, query: { force }, dockerOnly, signal })
  }
}

const dockerOnly = 'Swarm'
