import type { Progress } from '../../test/testbed/progress.ts'

/** What somebody is doing, or with `seconds` has done. */
export interface Step extends Progress {
  /** Worth a place where it can be overwritten, not a line of its own. */
  readonly isPassing?: boolean
}

/** The steps of a dependency, in their order. */
export const stages = ['image', 'created', 'started', 'ready', 'answered'] as const

export type Stage = (typeof stages)[number]

/** `6.4 s`. */
export const shownSeconds = (seconds: number): string => `${seconds.toFixed(1)} s`
