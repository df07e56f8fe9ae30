import { type Engine, NotFoundError } from '../api/index.ts'
import { delayMs, pause } from '../wait/back-off.ts'
import type { ContainerExit } from '../wait/target.ts'
import { hasRestartPolicy, type Restartable } from './restarts.ts'
import { unixSeconds } from './times.ts'

/**
 * How this run of a container ends. Stays open when that is not to be had any more: the container or the engine is gone, or the signal aborts.
 *
 * Asked with the condition "not running": a container that is over by then answers at once, so no exit is missed, also when the question
 * has to be asked again because the connection broke.
 */
export const exitOf = (engine: Engine, inspected: Restartable, signal: AbortSignal): Promise<ContainerExit> =>
  new Promise((resolve) => {
    askUntilAnswered(engine, inspected.Id, signal).then(resolve, () => {})
    // To some engines, one that is about to be started again is running.
    if (hasRestartPolicy(inspected)) nextDeath(engine, inspected, signal).then(resolve, () => {})
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

const nextDeath = async (engine: Engine, { Id, State }: Restartable, signal: AbortSignal): Promise<ContainerExit> => {
  const filters = { container: [Id], event: ['die'] }
  for await (const { Actor } of engine.system.events({ since: unixSeconds(State.StartedAt), filters, signal })) {
    const { exitCode, containerExitCode } = Actor.Attributes
    return { exitCode: Number(exitCode ?? containerExitCode) }
  }
  throw new Error('the events have ended')
}

const longestPauseMs = 1_000
