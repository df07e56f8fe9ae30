import { randomUUID } from 'node:crypto'
import { EngineError, UnsupportedError } from '../api/index.ts'
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
    const wasCutOff = signal?.aborted && error === signal.reason
    const isUnsent = error instanceof UnsupportedError || error instanceof InvalidArgumentError
    const isRefused = !wasCutOff && (isUnsent || isRefusal(error))
    // An engine that has not answered within the grace hangs, and whoever has aborted wants to go.
    const limitMs = signal?.aborted ? graceMs : undefined
    // Where the connection broke, or something in between has answered, the engine may still be at work on it: that nothing is there yet does
    // not mean that nothing comes.
    const mayCome = signal?.aborted || !(error instanceof EngineError && error.status === 500)
    const removeIt = async (limit: AbortSignal) => {
      const wasThere = await remove(`${markLabel}=${mark}`, limit)
      if (!wasThere && mayCome) throw error
    }
    if (isRefused || (await undo(removeIt, { limitMs }))) settle(mark)
    throw error
  }
}

// Other statuses below 500, such as 408 and 429, are of proxies, which do not know what the engine does.
const isRefusal = (error: unknown): boolean =>
  error instanceof EngineError && [400, 401, 403, 404, 409].includes(error.status)

/** The label by which something is found whose making was not answered. */
const markLabel = 'slipway.call'
const graceMs = 10_000
