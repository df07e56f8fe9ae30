import { type Engine, ImagePullError } from '../api/index.ts'
import { requireMilliseconds } from '../spec/validate.ts'
import { imageAgeMs } from './image-age.ts'

/** Decides whether an image is pulled although the engine may have it. */
export interface ImagePullPolicy {
  /** `'never'` means: not even when the engine does not have it. */
  shouldPull(): boolean | 'never'
  /** Pull also when the engine has had the image for longer than that, in ms. @default it may be of any age */
  readonly maxAgeMs?: number | undefined
}

/** Ready-made policies. */
export const PullPolicy = {
  /** Pulls what the engine does not have. This is the default. */
  defaultPolicy: (): ImagePullPolicy => ({ shouldPull: () => false }),
  /** Pulls before each start, so that a moved tag is noticed. */
  alwaysPull: (): ImagePullPolicy => ({ shouldPull: () => true }),
  /** Pulls nothing: what the engine does not have is an error. */
  neverPull: (): ImagePullPolicy => ({ shouldPull: () => 'never' }),
  /** Pulls what the engine does not have, or has had for longer than that, in ms. */
  olderThan: (ms: number): ImagePullPolicy => ({
    shouldPull: () => false,
    maxAgeMs: requireMilliseconds('olderThan()', ms),
  }),
} as const

/** Whether an image has to be pulled before anything is made of it. One that is not there at all is found out later. */
export const pullsFirst = async (policy: ImagePullPolicy, engine: Engine, image: string): Promise<boolean> => {
  if (policy.shouldPull() === true) return true
  return policy.maxAgeMs !== undefined && (await imageAgeMs(engine, image)) > policy.maxAgeMs
}

/** @throws ImagePullError when the policy forbids to pull what the engine does not have */
export const requirePullAllowed = (policy: ImagePullPolicy, image: string): void => {
  if (policy.shouldPull() === 'never')
    throw new ImagePullError(image, 'the engine does not have it, and the pull policy is to pull nothing')
}
