import type { ContainerInspect } from '../api/index.ts'
import { untilReady } from '../wait/until-ready.ts'
import { attachOutputs, feedLogConsumers } from './attach.ts'
import { defaultWaitStrategy } from './default-wait.ts'
import { EngineTarget } from './engine-target.ts'
import type { RunContext, StartPlan } from './plan.ts'
import { startOrExplain } from './start-or-explain.ts'

/** A container that was started and is ready. */
export interface Running {
  readonly inspected: ContainerInspect
}

/**
 * Starts a container that exists, for the first time or again, and waits until it is ready.
 *
 * @param onStarted called between the two
 * @throws StartupError when the engine cannot start it, or it does not become ready
 */
export const bringUp = async (
  containerId: string,
  plan: StartPlan,
  { engine, signal }: RunContext,
  onStarted: () => void = () => {},
): Promise<Running> => {
  const scope = new AbortController()
  const { logConsumers, waitStrategy } = plan
  const outputs = await attachOutputs(engine, containerId, logConsumers.length + (waitStrategy?.logReaders ?? 0))
  const consumedOutputs = outputs.slice(0, logConsumers.length)
  const waitOutputs = outputs.slice(logConsumers.length)
  try {
    await startOrExplain(engine, containerId, plan.spec.image, signal)
    onStarted()
    const inspected = await engine.containers.inspect(containerId, { signal })
    feedLogConsumers(consumedOutputs, logConsumers)
    await plan.hooks.starting?.(inspected)
    const target = new EngineTarget(engine, inspected, {
      image: plan.spec.image,
      outputs: waitOutputs,
      signal: scope.signal,
    })
    const strategy = waitStrategy ?? defaultWaitStrategy(inspected)
    await untilReady(target, strategy, { timeoutMs: plan.startupTimeoutMs, signal })
    return { inspected }
  } catch (error) {
    for (const output of consumedOutputs) output.close()
    throw error
  } finally {
    scope.abort()
    for (const output of waitOutputs) output.close()
  }
}
