/** A volume, as VolumeInspect, VolumeCreate and VolumeList answer it. */
export interface Volume {
  readonly Name: string
  /** Such as `local`. */
  readonly Driver: string
  /** Path on the engine's host; empty where the driver has none. */
  readonly Mountpoint: string
  /** RFC 3339. */
  readonly CreatedAt?: string
  /** What the driver tells about it. */
  readonly Status?: Readonly<Record<string, unknown>>
  readonly Labels: Readonly<Record<string, string>> | null
  /** `global` is known to every node of a swarm. */
  readonly Scope: 'local' | 'global'
  /** Of the driver. */
  readonly Options: Readonly<Record<string, string>> | null
  /** Only in the answer of SystemDataUsage. */
  readonly UsageData?: {
    /** Bytes; -1 when the driver does not tell. */
    readonly Size: number
    /** How many containers have it; -1 when not known. */
    readonly RefCount: number
  } | null
  /** Only for a cluster volume. Since API 1.42. */
  readonly ClusterVolume?: ClusterVolume
}

/** What the swarm knows of a cluster volume (CSI). */
export interface ClusterVolume {
  readonly ID: string
  /** Needed for an update. */
  readonly Version: { readonly Index: number }
  readonly CreatedAt: string
  readonly UpdatedAt: string
  readonly Spec: ClusterVolumeSpec
  readonly Info?: Readonly<Record<string, unknown>>
  readonly PublishStatus?: readonly Readonly<Record<string, unknown>>[]
}

/** What is asked of a cluster volume; its parts are those of the CSI specification. */
export interface ClusterVolumeSpec {
  readonly Group?: string | undefined
  readonly Availability?: 'active' | 'pause' | 'drain' | undefined
  readonly AccessMode?: Readonly<Record<string, unknown>> | undefined
  readonly Secrets?: readonly { readonly Key: string; readonly Secret: string }[] | undefined
  readonly AccessibilityRequirements?: Readonly<Record<string, unknown>> | undefined
  /** Bytes. */
  readonly CapacityRange?: { readonly RequiredBytes?: number; readonly LimitBytes?: number } | undefined
}

/** Body of VolumeCreate. */
export interface VolumeCreateRequest {
  /** @default a name of the engine's choice, which makes the volume an anonymous one */
  readonly Name?: string | undefined
  /** @default local */
  readonly Driver?: string | undefined
  /** Of `local`: `type`, `device` and `o`, as for mount. */
  readonly DriverOpts?: Readonly<Record<string, string>> | undefined
  readonly Labels?: Readonly<Record<string, string>> | undefined
  /** Since API 1.42, in a swarm. */
  readonly ClusterVolumeSpec?: ClusterVolumeSpec | undefined
}

/** Answer of VolumeList. */
export interface VolumeListResponse {
  readonly Volumes: readonly Volume[]
  /** What could not be asked, such as a driver that does not answer. */
  readonly Warnings: readonly string[] | null
}

/** Narrows VolumeList. A volume must satisfy every key; within one key, one of the values (of `label`, all). */
export interface VolumeFilters {
  /** Without containers. */
  readonly dangling?: readonly ('true' | 'false')[] | undefined
  readonly driver?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Names or parts of them. */
  readonly name?: readonly string[] | undefined
}

/** Narrows VolumePrune. */
export interface VolumePruneFilters {
  /** Volumes that were given a name too; since API 1.42 only the anonymous ones otherwise. @default false */
  readonly all?: readonly ('true' | 'false')[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Without this label. */
  readonly 'label!'?: readonly string[] | undefined
}

/** Answer of VolumePrune. */
export interface VolumePruneResponse {
  /** Names; empty or `null` when there was nothing to remove. */
  readonly VolumesDeleted: readonly string[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}
