import { setImmediate } from 'node:timers/promises'

/** Lets others have their turn in the middle of long work. */
export interface Turns {
  readonly isOver: () => boolean
  /** @throws the reason of the signal */
  readonly next: () => Promise<void>
}

export const takeTurns = (signal: AbortSignal | undefined): Turns => {
  let started = performance.now()
  return {
    isOver: () => performance.now() - started > longestTurnMs,
    next: async () => {
      await setImmediate()
      signal?.throwIfAborted()
      started = performance.now()
    },
  }
}

const longestTurnMs = 20
