import { type Engine, NotFoundError } from '../api/index.ts'
import { delayMs, pause } from '../wait/back-off.ts'
import type { ContainerExit } from '../wait/target.ts'

/**
 * How a started container ends. Stays open when that is not to be had any more: the container or the engine is gone, or the signal aborts.
 *
 * Asked with the condition "not running": a container that is over by then answers at once, so no exit is missed, also when the question
 * has to be asked again because the connection broke.
 */
export const exitOf = (engine: Engine, containerId: string, signal: AbortSignal): Promise<ContainerExit> =>
  new Promise((resolve) => {
    askUntilAnswered(engine, containerId, signal).then(resolve, () => {})
  })

const askUntilAnswered = async (engine: Engine, containerId: string, signal: AbortSignal): Promise<ContainerExit> => {
  for (let attempt = 0; ; attempt++) {
    try {
      const { StatusCode } = await engine.containers.wait(containerId, { signal })
      // An engine that is being shut down answers -1, and puts the reason beside it.
      if (StatusCode >= 0) return { exitCode: StatusCode }
    } catch (error) {
      if (error instanceof NotFoundError) throw error
    }
    await pause(delayMs(attempt, longestPauseMs), signal)
  }
}

const longestPauseMs = 1_000
