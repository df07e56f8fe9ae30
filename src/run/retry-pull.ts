import { setTimeout as sleep } from 'node:timers/promises'
import { ImagePullError } from '../api/index.ts'

/**
 * Repeats a pull that failed for a reason that may pass by itself: a connection refused or cut off, silence, an answer 5xx. What a registry
 * says no to is not asked again, and after 15 s nothing is.
 */
export const retryPull = async (pull: () => Promise<unknown>, signal: AbortSignal): Promise<void> => {
  const patientUntil = performance.now() + patienceMs
  for (const delayMs of [...delaysMs, undefined]) {
    try {
      await pull()
      return
    } catch (error) {
      const isLast = delayMs === undefined || performance.now() + delayMs > patientUntil
      if (isLast || signal.aborted || !mayPass(error)) throw error
      await sleep(delayMs, undefined, { signal })
    }
  }
}

const delaysMs = [300, 1_500]
const patienceMs = 15_000

/** Whether a pull failed for a reason that may pass by itself. Engines say it in words alone: the status is 500 or 200 for all. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ImagePullError && passing.test(error.engineMessage) && !final.test(error.engineMessage)

const passing =
  /connection refused|connection reset|broken pipe|\bEOF\b|time(?:d )?-?out|deadline exceeded|network is unreachable|no route to host|server misbehaving|temporary failure|\b5\d\d (?:Internal|Bad|Service|Gateway)|(?:status|status code|code):? 5\d\d/i

const final =
  /unauthorized|denied|forbidden|manifest unknown|not found|no matching manifest|toomanyrequests|rate limit|certificate|no space left/i
