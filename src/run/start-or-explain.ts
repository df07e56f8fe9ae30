import { type Engine, EngineError } from '../api/index.ts'
import { StartupError } from '../wait/startup-error.ts'
import { lastMoments } from './last-moments.ts'

/**
 * Starts a container. The engine refuses here what it did not check at creation: a port in use, a command that does not exist, a network
 * that is gone.
 *
 * @throws StartupError with reason `refused` and the engine's own words
 */
export const startOrExplain = async (
  engine: Engine,
  containerId: string,
  image: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const startedAt = performance.now()
  try {
    await engine.containers.start(containerId, { signal })
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause
    throw new StartupError(
      {
        image,
        containerId,
        reason: 'refused',
        what: `the engine could not start it: ${cause.engineMessage.replace(/\.$/, '')}.${cause.advice ? ` ${cause.advice}` : ''}`,
        elapsedMs: performance.now() - startedAt,
        waits: [],
        last: await lastMoments(engine, containerId),
      },
      { cause },
    )
  }
}
