/** Decides whether an image is pulled although the engine may have it. */
export interface ImagePullPolicy {
  shouldPull(): boolean
}

/** Ready-made policies. */
export const PullPolicy = {
  /** Pulls what the engine does not have. This is the default. */
  defaultPolicy: (): ImagePullPolicy => ({ shouldPull: () => false }),
  /** Pulls before each start, so that a moved tag is noticed. */
  alwaysPull: (): ImagePullPolicy => ({ shouldPull: () => true }),
} as const
