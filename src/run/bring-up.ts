import { type ContainerInspect, EngineConnectionError, type OutputStream } from '../api/index.ts'
import { StartupError } from '../wait/startup-error.ts'
import { untilReady } from '../wait/until-ready.ts'
import { duration } from '../wait/words.ts'
import { attachOutputs, openOutputs } from './attach.ts'
import { defaultWaitStrategy } from './default-wait.ts'
import { EngineTarget } from './engine-target.ts'
import { feedLogConsumer } from './log-outputs.ts'
import { nextRun, onceRun, type RunLimit } from './next-run.ts'
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
  const outputs = await followOutputs(containerId, readersOf(plan), plan, context)
  return becomeReady(containerId, { plan, context, outputs }, async () => {})
}

const followOutputs = (
  containerId: string,
  { count, tty }: Readers,
  { startupTimeoutMs }: StartPlan,
  { engine, signal }: RunContext,
): Promise<readonly OutputStream[]> => {
  // Some engines answer with the first line of a log that is followed, which is why the client waits for it without end.
  const error = new EngineConnectionError(
    engine.host,
    { method: 'GET', path: `/containers/${containerId}/logs` },
    new Error(`it did not answer within the startup timeout of ${duration(startupTimeoutMs)}`),
  )
  return openOutputs({ count, signal, limit: { ms: startupTimeoutMs, error } }, (opening) =>
    engine.containers.logs(containerId, { follow: true, tty, signal: opening }),
  )
}

interface Readers {
  readonly count: number
  readonly tty: boolean | undefined
}

// It has no terminal, unless the user has asked the engine for one.
const readersOf = ({ logConsumers, waitStrategy, spec }: StartPlan): Readers => ({
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
  { plan, context, outputs }: Readiness,
  start: () => Promise<void>,
): Promise<Running> => {
  const { engine, signal } = context
  const { logConsumers, waitStrategy } = plan
  const consumedOutputs = outputs.slice(0, logConsumers.length)
  const waitOutputs = outputs.slice(logConsumers.length)
  try {
    await start()
    const startedAt = performance.now()
    const limit = { untilMs: startedAt + (waitStrategy?.startupTimeoutMs ?? plan.startupTimeoutMs), signal }
    const inspected = await onceRun(engine, containerId, limit)
    for (const [index, consumer] of logConsumers.entries()) {
      const output = consumedOutputs[index]
      if (output) feedLogConsumer(output, consumer)
    }
    await plan.hooks.starting?.(inspected, plan.isReused ?? false)
    return await overRestarts(plan, context, { inspected, outputs: waitOutputs, startedAt, limit })
  } catch (error) {
    for (const output of outputs) output.close()
    throw error
  }
}

interface Run {
  readonly inspected: ContainerInspect
  readonly outputs: readonly OutputStream[]
  readonly startedAt: number
  readonly limit: RunLimit
}

/** Each run that a restart policy makes is waited for anew: it may have other ports. The log of all of them is read from the beginning. */
const overRestarts = async (plan: StartPlan, context: RunContext, run: Run): Promise<Running> => {
  try {
    return await waitForRun(plan, context, run)
  } catch (error) {
    // What it was asked while it was not running may have failed in any way.
    if (!(error instanceof StartupError) || error.reason === 'timeout') throw error
    const inspected = await nextRun(context.engine, run.inspected, run.limit)
    if (inspected === undefined) throw error
    const readers = { ...readersOf(plan), count: plan.waitStrategy?.logReaders ?? 0 }
    const outputs = await followOutputs(inspected.Id, readers, plan, context)
    return overRestarts(plan, context, { ...run, inspected, outputs })
  }
}

const waitForRun = async (
  { spec: { image }, waitStrategy, startupTimeoutMs: timeoutMs }: StartPlan,
  { engine, signal }: RunContext,
  { inspected, outputs, startedAt }: Run,
): Promise<Running> => {
  const scope = new AbortController()
  try {
    const target = new EngineTarget(engine, inspected, { image, outputs, signal: scope.signal })
    await untilReady(target, waitStrategy ?? defaultWaitStrategy(inspected), { timeoutMs, startedAt, signal })
    return { inspected }
  } finally {
    scope.abort()
    for (const output of outputs) output.close()
  }
}
