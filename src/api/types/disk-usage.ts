import type { ContainerSummary } from './container-list.ts'
import type { ImageSummary } from './image.ts'
import type { Volume } from './volume.ts'

/** Answer of SystemDataUsage. Up to API 1.52 the lists, from 1.52 on the sums: one of the two. Sizes are bytes. */
export interface DiskUsage {
  /** All layers of all images. */
  readonly LayersSize?: number
  readonly Images?: readonly ImageSummary[] | null
  readonly Containers?: readonly ContainerSummary[] | null
  readonly Volumes?: readonly Volume[] | null
  readonly BuildCache?: readonly BuildCacheRecord[] | null
  readonly ImageUsage?: UsageOf<ImageSummary>
  readonly ContainerUsage?: UsageOf<ContainerSummary>
  readonly VolumeUsage?: UsageOf<Volume>
  readonly BuildCacheUsage?: UsageOf<BuildCacheRecord>
}

/** Sums of one kind of objects. */
export interface UsageOf<T> {
  /** In use. */
  readonly ActiveCount?: number
  readonly TotalCount?: number
  /** Bytes that a prune would free. */
  readonly Reclaimable?: number
  /** Bytes. */
  readonly TotalSize?: number
  /** Only when `verbose` was asked for. */
  readonly Items?: readonly T[]
}

/** A result that a builder keeps. */
export interface BuildCacheRecord {
  readonly ID: string
  /** Since API 1.42. */
  readonly Parents?: readonly string[] | null
  readonly Type: 'internal' | 'frontend' | 'source.local' | 'source.git.checkout' | 'exec.cachemount' | 'regular'
  readonly Description: string
  readonly InUse: boolean
  readonly Shared: boolean
  /** Bytes. */
  readonly Size: number
  /** RFC 3339. */
  readonly CreatedAt: string
  readonly LastUsedAt: string | null
  readonly UsageCount: number
}
