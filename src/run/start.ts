import { type Engine, EngineError } from '../api/index.ts'
import { type ContainerEvent, publishContainerEvent } from '../events/channels.ts'
import { StartupError } from '../wait/startup-error.ts'
import { checkSources, copyInto } from './copy.ts'
import { createContainer } from './create.ts'
import { lastMoments } from './last-moments.ts'
import type { RunContext, StartPlan } from './plan.ts'
import { becomeReady, type Running } from './ready.ts'
import { removeContainer } from './remove.ts'

/**
 * Brings a container up: create (pulling what is missing), copy, start, wait until ready. What fails or is aborted is undone.
 *
 * @throws StartupError when it was created and did not become ready
 * @throws ImagePullError when the image is not to be had
 * @throws ConflictError when the name is in use
 */
export const startContainer = async (plan: StartPlan, context: RunContext): Promise<Running> => {
  const { engine, signal } = context
  const { copies, copyOptions } = plan.spec
  const tell = teller(plan.spec.image)
  signal?.throwIfAborted()
  await checkSources(copies)
  let containerId: string | undefined
  try {
    containerId = await createContainer(plan, context, tell)
    tell({ step: 'created', containerId })
    signal?.throwIfAborted()
    await plan.hooks.created?.(containerId)
    await copyInto(engine, containerId, copies, copyOptions, signal)
    await startOrExplain(engine, containerId, plan.spec.image, signal)
    tell({ step: 'started', containerId })
    const running = await becomeReady(containerId, plan, context)
    tell({ step: 'ready', containerId })
    return running
  } catch (error) {
    tell({ step: 'failed', ...(containerId === undefined ? {} : { containerId }) })
    // Why the start failed is what the user needs; what cannot be removed now is removed when the session ends.
    if (containerId !== undefined) await removeContainer(engine, containerId).catch(() => {})
    throw error
  }
}

/** Publishes the steps of one start. */
export type Teller = (event: Omit<ContainerEvent, 'image' | 'start'>) => void

const teller = (image: string): Teller => {
  const start = Symbol(image)
  return (event) => publishContainerEvent({ ...event, image, start })
}

// The engine refuses here what it did not check at creation: a port in use, a command that does not exist, a network that is gone.
const startOrExplain = async (
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
        what: `the engine could not start it: ${cause.engineMessage}.`,
        elapsedMs: performance.now() - startedAt,
        waits: [],
        last: await lastMoments(engine, containerId),
      },
      { cause },
    )
  }
}
