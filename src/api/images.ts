import type { Readable } from 'node:stream'
import { since } from './gate/gate.ts'
import { isOlder } from './gate/version.ts'
import { type ImageImportOptions, type ImageLoadOptions, importImage, loadImages } from './image-archive.ts'
import { buildImage, type ImageBuildOptions } from './image-build.ts'
import { type ImagePullOptions, type ImagePushOptions, pullImage, pushImage } from './image-registry.ts'
import type {
  AttestationStatement,
  BuildPruneFilters,
  BuildPruneResponse,
  ContainerConfig,
  IdResponse,
  ImageDeleteItem,
  ImageFilters,
  ImageHistoryItem,
  ImageInspect,
  ImagePruneFilters,
  ImagePruneResponse,
  ImageSearchFilters,
  ImageSearchResult,
  ImageSummary,
  Platform,
} from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface ImageListOptions extends CallOptions {
  /** The layers in between too. @default false */
  readonly all?: boolean | undefined
  readonly filters?: ImageFilters | undefined
  /** Fill in `SharedSize`, which takes the engine time. Since API 1.42. @default false */
  readonly sharedSize?: boolean | undefined
  /** Fill in `Manifests`. Since API 1.47. @default false */
  readonly manifests?: boolean | undefined
  /** Fill in `Identity` of each manifest, where it is known. Since API 1.54. @default false */
  readonly identity?: boolean | undefined
}

/** Picks one of a multi-platform image. */
export interface ImagePlatformOptions extends CallOptions {
  readonly platform?: Platform | undefined
}

export interface ImageAttestationOptions extends ImagePlatformOptions {
  /** Only these kinds, such as `https://slsa.dev/provenance/v1`. @default all */
  readonly type?: readonly string[] | undefined
  /** Fill in `Statement`. @default false */
  readonly statement?: boolean | undefined
}

export interface BuildCachePruneOptions extends CallOptions {
  /** Records that an image has too. @default false */
  readonly all?: boolean | undefined
  /** That much may stay. */
  readonly reservedSpaceBytes?: number | undefined
  /** No more than that much stays. Since API 1.48. */
  readonly maxUsedSpaceBytes?: number | undefined
  /** So much of the disk is to be free. Since API 1.48. */
  readonly minFreeSpaceBytes?: number | undefined
  readonly filters?: BuildPruneFilters | undefined
}

export interface ImageRemoveOptions extends CallOptions {
  /** Also when stopped containers use it or it has other names. @default false */
  readonly force?: boolean | undefined
  /** Keep parents that have no name. @default false */
  readonly noprune?: boolean | undefined
  /** Of a multi-platform image, only the content of these. Since API 1.50. @default all */
  readonly platforms?: readonly Platform[] | undefined
}

export interface ImageCommitOptions extends CallOptions {
  readonly repo?: string | undefined
  /** @default latest */
  readonly tag?: string | undefined
  readonly comment?: string | undefined
  /** `Name <mail>` */
  readonly author?: string | undefined
  /** Freeze the container meanwhile. @default true */
  readonly pause?: boolean | undefined
  /** Dockerfile instructions such as `CMD ["sh"]`. */
  readonly changes?: readonly string[] | undefined
  /** @default the container's own */
  readonly config?: ContainerConfig | undefined
}

/** Images: one method for each operation of the API. An unknown image is a NotFoundError where nothing else is said. */
export class Images {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists images. @see Engine API operation ImageList */
  list({ all, filters, sharedSize, manifests, identity, signal }: ImageListOptions = {}): Promise<ImageSummary[]> {
    const query = {
      all,
      filters,
      'shared-size': since('1.42', sharedSize, 'sharedSize'),
      manifests: since('1.47', manifests),
      identity: since('1.54', identity),
    }
    return this.#wire.list({ method: 'GET', path: '/images/json', query, signal })
  }

  /**
   * Everything that the engine knows of an image.
   *
   * @param options.manifests fill in `Manifests`. Since API 1.48. @default false
   * @param options.platform of a multi-platform image, this one; not together with `manifests`. Since API 1.49.
   * @see Engine API operation ImageInspect
   */
  async inspect(
    name: string,
    { manifests, platform, signal }: ImagePlatformOptions & { readonly manifests?: boolean | undefined } = {},
  ): Promise<ImageInspect> {
    const query = { manifests: since('1.48', manifests), platform: since('1.49', platform) }
    return this.#wire.json({ method: 'GET', path: path`/images/${name}/json`, query, signal })
  }

  /** Whether the engine has that image. @see Engine API operation ImageInspect */
  async exists(name: string, { signal }: CallOptions = {}): Promise<boolean> {
    return (await this.#wire.status({ method: 'GET', path: path`/images/${name}/json`, signal, accept: [404] })) !== 404
  }

  /**
   * What is stated of an image: how it was built, what is in it. Since API 1.55.
   *
   * @throws ServerError with status 501 where images are not kept in containerd
   * @see Engine API operation ImageAttestations
   */
  async attestations(name: string, options: ImageAttestationOptions = {}): Promise<AttestationStatement[]> {
    const { platform, type, statement, signal } = options
    const query = { platform, type, statement }
    return this.#wire.list({ method: 'GET', path: path`/images/${name}/attestations`, query, since: '1.55', signal })
  }

  /** How an image was made, the last step first. @param options.platform since API 1.48. @see Engine API operation ImageHistory */
  async history(name: string, { platform, signal }: ImagePlatformOptions = {}): Promise<ImageHistoryItem[]> {
    const query = { platform: since('1.48', platform) }
    return this.#wire.list({ method: 'GET', path: path`/images/${name}/history`, query, signal })
  }

  /**
   * Fetches an image from its registry, or finds that it is up to date.
   *
   * @param reference `name[:tag]` or `name@digest`. Without a tag, `latest`.
   * @throws ImagePullError whenever the engine or the registry refuses; its `cause` has the status where there was one
   * @see Engine API operation ImageCreate
   */
  pull(reference: string, options: ImagePullOptions = {}): Promise<void> {
    return pullImage(this.#wire, reference, options)
  }

  /**
   * Makes an image of one layer from a tar archive of a file system.
   *
   * @returns the image's id, `sha256:…`
   * @throws ProgressError with code `IMAGE_IMPORT` when the archive cannot be used
   * @see Engine API operation ImageCreate
   */
  async import(tar: Readable | Uint8Array, options: ImageImportOptions = {}): Promise<{ readonly imageId: string }> {
    return { imageId: await importImage(this.#wire, tar, options) }
  }

  /**
   * Builds an image from a tar archive that holds the Dockerfile and what it copies. `engine.build()` does more: it takes
   * folders, and answers BuildKit.
   *
   * @param context undefined with `remote`
   * @returns the image's id: `sha256:…`, or its first digits where the engine says no more; none with `outputs` of another kind
   * @throws BuildError with the step and its last lines of output
   * @see Engine API operation ImageBuild
   */
  build(
    context: Readable | Uint8Array | undefined,
    options?: ImageBuildOptions & { readonly outputs?: undefined },
  ): Promise<{ readonly imageId: string }>
  build(
    context: Readable | Uint8Array | undefined,
    options: ImageBuildOptions,
  ): Promise<{ readonly imageId: string | undefined }>
  async build(
    context: Readable | Uint8Array | undefined,
    options: ImageBuildOptions = {},
  ): Promise<{ readonly imageId: string | undefined }> {
    return { imageId: await buildImage(this.#wire, context, options) }
  }

  /** Gives an image a further name, which another image loses if it had it. @see Engine API operation ImageTag */
  async tag(
    name: string,
    { repo, tag, signal }: CallOptions & { readonly repo: string; readonly tag?: string | undefined },
  ): Promise<void> {
    await this.#wire.status({ method: 'POST', path: path`/images/${name}/tag`, query: { repo, tag }, signal })
  }

  /**
   * Sends an image to the registry in its name.
   *
   * @throws ImagePushError whenever the engine or the registry refuses; its `cause` has the status where there was one
   * @see Engine API operation ImagePush
   */
  push(name: string, options: ImagePushOptions = {}): Promise<void> {
    return pushImage(this.#wire, name, options)
  }

  /**
   * Takes a name from an image, and removes the image with its last one.
   *
   * @throws ConflictError when a container uses it, or when an id with several names is given without `force`
   * @see Engine API operation ImageDelete
   */
  async remove(
    name: string,
    { force, noprune, platforms, signal }: ImageRemoveOptions = {},
  ): Promise<ImageDeleteItem[]> {
    return this.#wire.list({
      method: 'DELETE',
      path: path`/images/${name}`,
      query: {
        force,
        noprune,
        platforms: since(
          '1.50',
          platforms?.map((platform) => JSON.stringify(platform)),
        ),
      },
      signal,
      patient: true,
    })
  }

  /** Searches Docker Hub. @param options.limit @default 25. @see Engine API operation ImageSearch */
  search(
    options: CallOptions & {
      readonly term: string
      readonly limit?: number | undefined
      readonly filters?: ImageSearchFilters | undefined
    },
  ): Promise<ImageSearchResult[]> {
    const { term, limit, filters, signal } = options
    return this.#wire.list({ method: 'GET', path: '/images/search', query: { term, limit, filters }, signal })
  }

  /**
   * Images with their names and layers as one tar archive, for `load`.
   *
   * @param names one or several; of a name without a tag, every tag
   * @param options.platform of a multi-platform image, only this one. Since API 1.48. @default all that are present
   * @see Engine API operations ImageGet and ImageGetAll
   */
  async save(names: string | readonly string[], { platform, signal }: ImagePlatformOptions = {}): Promise<Readable> {
    const isOne = typeof names === 'string'
    const route = isOne ? path`/images/${names}/get` : '/images/get'
    const query = { names: isOne ? undefined : names, platform: since('1.48', platform) }
    return (await this.#wire.bytes({ method: 'GET', path: route, query, signal, patient: true })).body
  }

  /**
   * Takes in images that were saved.
   *
   * @returns their names, or ids where they have none
   * @throws ProgressError with code `IMAGE_LOAD` when the archive cannot be used
   * @see Engine API operation ImageLoad
   */
  async load(
    tar: Readable | Uint8Array,
    options: ImageLoadOptions = {},
  ): Promise<{ readonly loaded: readonly string[] }> {
    return { loaded: await loadImages(this.#wire, tar, options) }
  }

  /** Makes an image of a container as it is, without its volumes. @see Engine API operation ImageCommit */
  commit(containerId: string, options: ImageCommitOptions = {}): Promise<IdResponse> {
    const { config, signal, ...query } = options
    return this.#wire.json({
      method: 'POST',
      path: '/commit',
      query: { container: containerId, ...query },
      // Podman 4 takes no empty body for an empty configuration.
      json: config ?? {},
      signal,
      patient: true,
    })
  }

  /** Removes images without a name that nothing uses, or all that nothing uses. @see Engine API operation ImagePrune */
  prune({
    filters,
    signal,
  }: CallOptions & { readonly filters?: ImagePruneFilters | undefined } = {}): Promise<ImagePruneResponse> {
    return this.#wire.json({ method: 'POST', path: '/images/prune', query: { filters }, signal, patient: true })
  }
  /**
   * Removes what builds have left for later builds to use again.
   *
   * @see Engine API operation BuildPrune
   */
  pruneBuildCache(options: BuildCachePruneOptions = {}): Promise<BuildPruneResponse> {
    const { all, reservedSpaceBytes, maxUsedSpaceBytes, minFreeSpaceBytes, filters, signal } = options
    const query = {
      all,
      [isOlder(this.#wire.apiVersion, '1.48') ? 'keep-storage' : 'reserved-space']: reservedSpaceBytes,
      'max-used-space': since('1.48', maxUsedSpaceBytes),
      'min-free-space': since('1.48', minFreeSpaceBytes),
      filters,
    }
    const dockerOnly = 'pruning of the build cache'
    return this.#wire.json({ method: 'POST', path: '/build/prune', query, dockerOnly, signal, patient: true })
  }
}
