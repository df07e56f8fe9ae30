import { type ContainerInspect, EngineConnectionError, type OutputStream, ProtocolError } from '../api/index.ts'
import { untilReady } from '../wait/until-ready.ts'
import { duration } from '../wait/words.ts'
import { attachOutputs, openOutputs } from './attach.ts'
import { defaultWaitStrategy } from './default-wait.ts'
import { EngineTarget } from './engine-target.ts'
import { feedLogConsumer } from './log-outputs.ts'
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
  context: RunContext,
  onStarted: () => void = () => {},
): Promise<Running> => {
  const outputs = await attachOutputs(context.engine, containerId, readersOf(plan), context.signal)
  return becomeReady(containerId, { plan, context, outputs }, async () => {
    await startOrExplain(context.engine, containerId, plan.spec.image, context.signal)
    onStarted()
  })
}

/**
 * Waits until a container that somebody else has started is ready. Its log is read from the beginning.
 *
 * @throws StartupError when it does not become ready
 */
export const joinRunning = async (containerId: string, plan: StartPlan, context: RunContext): Promise<Running> => {
  const { count, tty } = readersOf(plan)
  const { engine, signal } = context
  // Some engines answer with the first line of a log that is followed, which is why the client waits for it without end.
  const error = new EngineConnectionError(
    engine.host,
    { method: 'GET', path: `/containers/${containerId}/logs` },
    new Error(`it did not answer within the startup timeout of ${duration(plan.startupTimeoutMs)}`),
  )
  const outputs = await openOutputs({ count, signal, limit: { ms: plan.startupTimeoutMs, error } }, (opening) =>
    engine.containers.logs(containerId, { follow: true, tty, signal: opening }),
  )
  return becomeReady(containerId, { plan, context, outputs }, async () => {})
}

// It has no terminal, unless the user has asked the engine for one.
const readersOf = ({ logConsumers, waitStrategy, spec }: StartPlan) => ({
  count: logConsumers.length + (waitStrategy?.logReaders ?? 0),
  tty: spec.patches.length > 0 ? undefined : false,
})

interface Readiness {
  readonly plan: StartPlan
  readonly context: RunContext
  /** One for each consumer, then one for each reader of the wait. */
  readonly outputs: readonly OutputStream[]
}

const becomeReady = async (
  containerId: string,
  { plan, context: { engine, signal }, outputs }: Readiness,
  start: () => Promise<void>,
): Promise<Running> => {
  const scope = new AbortController()
  const { logConsumers, waitStrategy } = plan
  const consumedOutputs = outputs.slice(0, logConsumers.length)
  const waitOutputs = outputs.slice(logConsumers.length)
  try {
    await start()
    const inspected = whole(await engine.containers.inspect(containerId, { signal }))
    for (const [index, consumer] of logConsumers.entries()) {
      const output = consumedOutputs[index]
      if (output) feedLogConsumer(output, consumer)
    }
    await plan.hooks.starting?.(inspected, plan.isReused ?? false)
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

// A start looks into all of these: what lacks one is no answer.
const whole = (inspected: ContainerInspect): ContainerInspect => {
  const missing = (['Id', 'State', 'Config', 'HostConfig', 'NetworkSettings'] as const).find((part) => !inspected[part])
  if (missing === undefined) return inspected
  throw new ProtocolError(`The engine told of a started container without \`${missing}\`, as no container engine does.`)
}
