/** Answer of ContainerCreate. */
export interface ContainerCreateResponse {
  readonly Id: string
  /** What the engine ignored or changed; empty or `null` when nothing. */
  readonly Warnings: readonly string[] | null
}

/** Answer of ContainerUpdate. */
export interface ContainerUpdateResponse {
  readonly Warnings: readonly string[] | null
}

/** What a container is waited for: that it does not run, that it ends once more, that it is gone. */
export type WaitCondition = 'not-running' | 'next-exit' | 'removed'

/** Answer of ContainerWait. */
export interface ContainerWaitResponse {
  /** Exit code; 137 and 143 are the signals KILL and TERM. */
  readonly StatusCode: number
  /** Why waiting or removing went wrong. Docker before 28 says `null` when nothing did. */
  readonly Error?: { readonly Message: string } | null
}

/** Answer of ContainerTop. */
export interface ContainerTop {
  /** Column names of `ps`, such as `PID` and `CMD`. */
  readonly Titles: readonly string[]
  /** A row for each process, in the order of the titles. */
  readonly Processes: readonly (readonly string[])[]
}

/** A path that differs from the image. */
export interface FilesystemChange {
  readonly Path: string
  /** 0 changed, 1 added, 2 deleted. */
  readonly Kind: 0 | 1 | 2
}

/** What the engine knows of a path in a container, read from the header `X-Docker-Container-Path-Stat`. */
export interface PathStat {
  /** Last part of the path. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Go's file mode: permissions in the low nine bits, kind in the high ones (directory: bit 31). */
  readonly mode: number
  /** RFC 3339. */
  readonly mtime: string
  /** Where a symbolic link leads, as an absolute path; else empty. */
  readonly linkTarget: string
}

/** Narrows ContainerPrune. */
export interface ContainerPruneFilters {
  /** Made before this: seconds since 1970, a date, or a duration before now such as `10m`. */
  readonly until?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Without this label. */
  readonly 'label!'?: readonly string[] | undefined
}

/** Answer of ContainerPrune. */
export interface ContainerPruneResponse {
  /** Ids; `null` when there was nothing to remove. */
  readonly ContainersDeleted: readonly string[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}
