import type { ImageDeleteItem } from './image.ts'

/** Narrows ImageList. An image must satisfy every key; within one key, one of the values (of `label`, all). */
export interface ImageFilters {
  /** Made before this image. */
  readonly before?: readonly string[] | undefined
  /** Made after this image. */
  readonly since?: readonly string[] | undefined
  /** Without a name. */
  readonly dangling?: readonly ('true' | 'false')[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** `name[:tag]`, with `*` and `?` as in a shell. */
  readonly reference?: readonly string[] | undefined
  /** Made before this: seconds since 1970, a date, or a duration before now such as `10m`. Since API 1.44. */
  readonly until?: readonly string[] | undefined
}

/** Narrows ImageSearch. */
export interface ImageSearchFilters {
  readonly 'is-official'?: readonly ('true' | 'false')[] | undefined
  /** At least that many. */
  readonly stars?: readonly `${number}`[] | undefined
}

/** Narrows ImagePrune. */
export interface ImagePruneFilters {
  /** `false`: also images that have a name and no container. @default true */
  readonly dangling?: readonly ('true' | 'false')[] | undefined
  /** Made before this: seconds since 1970, a date, or a duration before now such as `10m`. */
  readonly until?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Without this label. */
  readonly 'label!'?: readonly string[] | undefined
}

/** Answer of ImagePrune. */
export interface ImagePruneResponse {
  /** `null` when there was nothing to remove. */
  readonly ImagesDeleted: readonly ImageDeleteItem[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}
