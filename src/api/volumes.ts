import { since } from './gate/gate.ts'
import type {
  ClusterVolumeSpec,
  Volume,
  VolumeCreateRequest,
  VolumeFilters,
  VolumeListResponse,
  VolumePruneFilters,
  VolumePruneResponse,
} from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface VolumeUpdateOptions extends CallOptions {
  /** `ClusterVolume.Version.Index` as it was last seen; a change in between is refused. */
  readonly version: number
}

/** Volumes: one method for each operation of the API. An unknown volume is a NotFoundError throughout. */
export class Volumes {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists volumes. The engine's `null` for nothing becomes an empty list. @see Engine API operation VolumeList */
  async list({
    filters,
    signal,
  }: CallOptions & { readonly filters?: VolumeFilters | undefined } = {}): Promise<VolumeListResponse> {
    type Answer = Omit<VolumeListResponse, 'Volumes'> & { readonly Volumes: VolumeListResponse['Volumes'] | null }
    const answer = await this.#wire.json<Answer>({ method: 'GET', path: '/volumes', query: { filters }, signal })
    return { ...answer, Volumes: answer.Volumes ?? [] }
  }

  /** Everything that the engine knows of a volume. @see Engine API operation VolumeInspect */
  async inspect(name: string, { signal }: CallOptions = {}): Promise<Volume> {
    return this.#wire.json({ method: 'GET', path: path`/volumes/${name}`, signal })
  }

  /** Whether the engine has that volume. @see Engine API operation VolumeInspect */
  async exists(name: string, { signal }: CallOptions = {}): Promise<boolean> {
    return (await this.#wire.status({ method: 'GET', path: path`/volumes/${name}`, signal, accept: [404] })) !== 404
  }

  /**
   * Creates a volume; a name that exists already gives that volume back.
   *
   * @throws NotFoundError when there is no such driver, after the engine has looked for it for about 15 s
   * @see Engine API operation VolumeCreate
   */
  create(config: VolumeCreateRequest = {}, { signal }: CallOptions = {}): Promise<Volume> {
    const needs = { ClusterVolumeSpec: since('1.42', config.ClusterVolumeSpec) }
    return this.#wire.json({ method: 'POST', path: '/volumes/create', json: config, needs, signal })
  }

  /**
   * Changes a cluster volume. Since API 1.42, in a swarm.
   *
   * @throws ConflictError when the volume has changed since that version
   * @throws ServerError with status 503 when the engine is not a swarm manager
   * @see Engine API operation VolumeUpdate
   */
  async update(
    name: string,
    { Spec }: { readonly Spec: ClusterVolumeSpec },
    { version, signal }: VolumeUpdateOptions,
  ): Promise<void> {
    await this.#wire.status({
      method: 'PUT',
      path: path`/volumes/${name}`,
      query: { version },
      json: { Spec },
      since: '1.42',
      dockerOnly: 'cluster volumes',
      signal,
    })
  }

  /**
   * Removes a volume and what is in it.
   *
   * @param options.force no error when it is gone already. @default false
   * @throws ConflictError when a container uses it, running or not
   * @see Engine API operation VolumeDelete
   */
  async remove(
    name: string,
    { force, signal }: CallOptions & { readonly force?: boolean | undefined } = {},
  ): Promise<void> {
    await this.#wire.status({ method: 'DELETE', path: path`/volumes/${name}`, query: { force }, signal })
  }

  /** Removes volumes without containers; since API 1.42 anonymous ones only, unless filtered by `all`. @see Engine API operation VolumePrune */
  prune({
    filters,
    signal,
  }: CallOptions & { readonly filters?: VolumePruneFilters | undefined } = {}): Promise<VolumePruneResponse> {
    return this.#wire.json({ method: 'POST', path: '/volumes/prune', query: { filters }, signal, patient: true })
  }
}
