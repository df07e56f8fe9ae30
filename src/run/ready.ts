import type { ContainerInspect } from '../api/index.ts'
import { untilReady } from '../wait/until-ready.ts'
import { defaultWaitStrategy } from './default-wait.ts'
import { EngineTarget } from './engine-target.ts'
import { feedLogConsumers } from './log-consumer.ts'
import type { RunContext, StartPlan } from './plan.ts'

/** A container that was started and is ready. */
export interface Running {
  readonly inspected: ContainerInspect
}

/**
 * Waits for a container that has just been started, or started again, and hands its output to its consumers.
 *
 * @throws StartupError when it does not become ready
 */
export const becomeReady = async (
  containerId: string,
  plan: StartPlan,
  { engine, signal }: RunContext,
): Promise<Running> => {
  const inspected = await engine.containers.inspect(containerId, { signal })
  const consumersFed = feedLogConsumers(engine, inspected, plan.logConsumers)
  consumersFed.catch(() => {})
  await plan.hooks.starting?.(inspected)
  const scope = new AbortController()
  try {
    const target = new EngineTarget(engine, inspected, plan.spec.image, scope.signal)
    const strategy = plan.waitStrategy ?? defaultWaitStrategy(inspected)
    await untilReady(target, strategy, { timeoutMs: plan.startupTimeoutMs, signal })
    await consumersFed
  } finally {
    scope.abort()
  }
  return { inspected }
}
