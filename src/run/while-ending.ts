import { type Engine, ServerError } from '../api/index.ts'
import { delayMs, pause } from '../wait/back-off.ts'

/**
 * The answer to a question about files of a container that may be ending.
 *
 * Podman looks for them through the container's process. When that ends meanwhile it answers 500, and a moment later finds them.
 */
export const askWhileEnding = async <T>(
  { kind }: Engine,
  ask: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (kind !== 'podman' || !(error instanceof ServerError) || attempt === maxRepeats) throw error
      await pause(delayMs(attempt, longestPauseMs), signal)
    }
  }
}

const maxRepeats = 6
const longestPauseMs = 100
