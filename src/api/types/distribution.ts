import type { Descriptor, Platform } from './descriptor.ts'

/** Answer of DistributionInspect. */
export interface DistributionInspect {
  /** Of the manifest, or of the list of manifests. */
  readonly Descriptor: Descriptor
  /** What the image is there for. */
  readonly Platforms: readonly Platform[]
}
