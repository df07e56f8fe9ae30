export type MountType = 'bind' | 'volume' | 'tmpfs' | 'npipe' | 'cluster' | 'image'

/** A mount to make. Only the options of its own type are allowed. */
export interface Mount {
  /** `cluster` needs API 1.42 and a swarm, `image` API 1.48. */
  readonly Type: MountType
  /** Path in the container. */
  readonly Target: string
  /** Path on the engine's host, name of a volume, or image reference; none for tmpfs, and for an anonymous volume. */
  readonly Source?: string | undefined
  /** @default false */
  readonly ReadOnly?: boolean | undefined
  readonly Consistency?: string | undefined
  readonly BindOptions?: BindOptions | undefined
  readonly VolumeOptions?: VolumeOptions | undefined
  readonly ImageOptions?: { readonly Subpath?: string | undefined } | undefined
  readonly TmpfsOptions?: TmpfsOptions | undefined
}

export interface BindOptions {
  /** How mounts made later pass between host and container. @default rprivate */
  readonly Propagation?: 'private' | 'rprivate' | 'shared' | 'rshared' | 'slave' | 'rslave' | undefined
  /** Leave out what is mounted below the source. @default false */
  readonly NonRecursive?: boolean | undefined
  /** Make the host's directory when it is missing, instead of an error. Since API 1.42. @default false */
  readonly CreateMountpoint?: boolean | undefined
  /** What is mounted below stays writable. Since API 1.44. @default false */
  readonly ReadOnlyNonRecursive?: boolean | undefined
  /** Refuse when what is mounted below cannot be made read-only. Since API 1.44. @default false */
  readonly ReadOnlyForceRecursive?: boolean | undefined
}

export interface VolumeOptions {
  /** Do not fill a new volume with what the image has at that path. @default false */
  readonly NoCopy?: boolean | undefined
  readonly Labels?: Readonly<Record<string, string>> | undefined
  readonly DriverConfig?:
    | { readonly Name?: string | undefined; readonly Options?: Readonly<Record<string, string>> | undefined }
    | undefined
  /** Mount this part of the volume only. Since API 1.45. */
  readonly Subpath?: string | undefined
}

export interface TmpfsOptions {
  /** Bytes. @default half of the host's memory */
  readonly SizeBytes?: number | undefined
  /** Permissions as a number: `0o1777` is the default. */
  readonly Mode?: number | undefined
  /** `[['noexec'], ['uid', '1000']]`. Since API 1.46. */
  readonly Options?: readonly (readonly string[])[] | undefined
}

/** A mount that a container has. */
export interface MountPoint {
  readonly Type: MountType
  /** Of a volume. */
  readonly Name?: string
  /** Path on the engine's host; empty in lists for a volume. */
  readonly Source: string
  /** Path in the container. */
  readonly Destination: string
  /** Of a volume. */
  readonly Driver?: string
  /** Options as they were written, such as `z` or `ro`. */
  readonly Mode: string
  /** Writable. */
  readonly RW: boolean
  readonly Propagation: string
}
