import type { ContainerInspect } from '../api/index.ts'
import { untilReady } from '../wait/until-ready.ts'
import { defaultWaitStrategy } from './default-wait.ts'
import { EngineTarget } from './engine-target.ts'
import { feedLogConsumers, type OpenLog } from './log-consumer.ts'
import type { RunContext, StartPlan } from './plan.ts'

/** A container that was started and is ready. */
export interface Running {
  readonly inspected: ContainerInspect
}

export interface ReadyOptions {
  /**
   * When the run before ended, in Unix seconds; undefined for a first run, whose log is all there is. The start of this run would be
   * too late: the engine notes it after the process runs, and the first lines may be older than that.
   */
  readonly logsSince?: number | undefined
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
  { logsSince }: ReadyOptions = {},
): Promise<Running> => {
  const inspected = await engine.containers.inspect(containerId, { signal })
  const openLog: OpenLog = (signal) =>
    engine.containers.logs(containerId, { follow: true, since: logsSince, tty: inspected.Config.Tty, signal })
  const consumersFed = feedLogConsumers(openLog, plan.logConsumers)
  consumersFed.catch(() => {})
  await plan.hooks.starting?.(inspected)
  const scope = new AbortController()
  try {
    const target = new EngineTarget(engine, inspected, { image: plan.spec.image, openLog, signal: scope.signal })
    const strategy = plan.waitStrategy ?? defaultWaitStrategy(inspected)
    await untilReady(target, strategy, { timeoutMs: plan.startupTimeoutMs, signal })
    await consumersFed
  } finally {
    scope.abort()
  }
  return { inspected }
}
