import type { Empty, HealthConfig } from './container-config.ts'
import type { Descriptor, Platform } from './descriptor.ts'
import type { StorageDriver } from './storage.ts'

/** One image in the answer of ImageList. */
export interface ImageSummary {
  /** `sha256:…` */
  readonly Id: string
  /** Empty unless it was built here, layer by layer. */
  readonly ParentId: string
  /** `name:tag`; none, `null` or `<none>:<none>` (up to API 1.42) for an image without a name. */
  readonly RepoTags: readonly string[] | null
  /** `name@sha256:…`, once it was pulled or pushed. */
  readonly RepoDigests: readonly string[] | null
  /** Seconds since 1970. */
  readonly Created: number
  /** Bytes, all layers together. */
  readonly Size: number
  /** Bytes that other images use too; -1 unless it was asked for. */
  readonly SharedSize: number
  readonly Labels: Readonly<Record<string, string>> | null
  /** How many containers use it; -1 before API 1.51. */
  readonly Containers: number
  /** What a multi-platform image consists of; only when `manifests` was asked for. Since API 1.47. */
  readonly Manifests?: readonly ImageManifest[]
  /** Since API 1.48, and only where images are kept in containerd. */
  readonly Descriptor?: Descriptor
}

/** Answer of ImageInspect. */
export interface ImageInspect {
  /** `sha256:…` */
  readonly Id: string
  /** `name:tag` */
  readonly RepoTags: readonly string[] | null
  /** `name@sha256:…`, once it was pulled or pushed. */
  readonly RepoDigests: readonly string[] | null
  /** RFC 3339; absent when the image does not say. */
  readonly Created?: string
  /** Absent when empty since API 1.52. */
  readonly Comment?: string
  /** Absent when empty since API 1.52. */
  readonly Author?: string
  /** What a container of it begins with. */
  readonly Config: ImageConfig
  /** Such as `amd64`. */
  readonly Architecture: string
  /** Such as `v8`. */
  readonly Variant?: string
  /** Such as `linux`. */
  readonly Os: string
  /** Windows. */
  readonly OsVersion?: string
  /** Bytes, all layers together. */
  readonly Size: number
  /** Absent where images are kept in containerd (API 1.52 and later). */
  readonly GraphDriver?: StorageDriver
  readonly RootFS: {
    readonly Type: string
    /** Digests, the lowest first. */
    readonly Layers?: readonly string[]
  }
  readonly Metadata: {
    /** RFC 3339; `0001-01-01T00:00:00Z` or absent when it was never tagged here. */
    readonly LastTagTime?: string
  }
  /** Since API 1.48, and only where images are kept in containerd. */
  readonly Descriptor?: Descriptor
  /** Only when `manifests` was asked for. Since API 1.48. */
  readonly Manifests?: readonly ImageManifest[] | null
}

/** Defaults for containers. Since API 1.52 what is not set is absent; before that, empty or `null`. */
export interface ImageConfig {
  readonly User?: string
  /** Keys such as `80/tcp`. */
  readonly ExposedPorts?: Readonly<Record<string, Empty>> | null
  /** `NAME=value` */
  readonly Env?: readonly string[] | null
  readonly Cmd?: readonly string[] | null
  readonly Entrypoint?: readonly string[] | null
  /** Keys are paths in the container. */
  readonly Volumes?: Readonly<Record<string, Empty>> | null
  readonly WorkingDir?: string
  readonly Healthcheck?: HealthConfig | null
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly OnBuild?: readonly string[] | null
  readonly StopSignal?: string | null
  readonly Shell?: readonly string[] | null
  /** Windows. */
  readonly ArgsEscaped?: boolean
}

/** One part of a multi-platform image. */
export interface ImageManifest {
  /** Digest of the manifest. */
  readonly ID: string
  readonly Descriptor: Descriptor
  /** All of its content is present. */
  readonly Available: boolean
  /** Bytes: `Content` of this manifest as it was pulled, `Total` with what was unpacked. */
  readonly Size: { readonly Total: number; readonly Content: number }
  readonly Kind: 'image' | 'attestation' | 'unknown'
  readonly ImageData?: {
    readonly Platform: Platform
    /** Ids. */
    readonly Containers: readonly string[]
    /** Bytes. */
    readonly Size: { readonly Unpacked: number }
  } | null
  readonly AttestationData?: {
    /** Digest of the image that it speaks of. */
    readonly For: string
  } | null
}

/** One layer or instruction in the answer of ImageHistory, the newest first. */
export interface ImageHistoryItem {
  /** `<missing>` for layers that were not made here. */
  readonly Id: string
  /** Seconds since 1970. */
  readonly Created: number
  readonly CreatedBy: string
  readonly Tags: readonly string[] | null
  /** Bytes. */
  readonly Size: number
  readonly Comment: string
}

/** One hit of ImageSearch. */
export interface ImageSearchResult {
  readonly name: string
  readonly description: string
  readonly star_count: number
  readonly is_official: boolean
}

/** One step of ImageDelete: a name that was taken away, or an image or layer that is gone. */
export type ImageDeleteItem = { readonly Untagged: string } | { readonly Deleted: string }
