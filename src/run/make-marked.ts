import { randomUUID } from 'node:crypto'
import { EngineConnectionError, EngineError, UnsupportedError } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { withGrace } from './grace.ts'
import { owe, settle } from './outstanding.ts'
import { undo } from './undo.ts'

export interface Making<T> {
  /** Makes it, with these labels among its own. */
  readonly make: (mark: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<T>
  /** What it is removed by. */
  readonly key: (made: T) => string
  /** Removes whatever has this label, `key=value`. Whether there was something. */
  readonly remove: (label: string, signal: AbortSignal) => Promise<boolean>
  readonly signal: AbortSignal | undefined
}

/**
 * Makes something on an engine, and leaves nothing when that fails: what was made although the answer was lost is found by a label that
 * nothing else has. For the same reason an abort does not cut the request off at once: engines make things within moments.
 */
export const makeMarked = async <T>({ make, key, remove, signal }: Making<T>): Promise<T> => {
  const mark = randomUUID()
  owe(mark)
  try {
    const made = await withGrace(signal, graceMs, (late) => make({ [markLabel]: mark }, late))
    owe(key(made))
    settle(mark)
    return made
  } catch (error) {
    const isUnsent = error instanceof UnsupportedError || error instanceof InvalidArgumentError
    const isRefused = isUnsent || (error instanceof EngineError && error.status < 500)
    // An engine that has not answered within the grace hangs, and whoever has aborted wants to go.
    const limitMs = signal?.aborted ? graceMs : undefined
    // An engine whose connection broke may still be at work on it: that nothing is there yet does not mean that nothing comes.
    const mayCome = error instanceof EngineConnectionError || signal?.aborted
    const removeIt = async (limit: AbortSignal) => {
      const wasThere = await remove(`${markLabel}=${mark}`, limit)
      if (!wasThere && mayCome) throw error
    }
    if (isRefused || (await undo(removeIt, { limitMs }))) settle(mark)
    throw error
  }
}

/** The label by which something is found whose making was not answered. */
const markLabel = 'slipway.call'
const graceMs = 10_000
