import type { OutputStream } from '../api/index.ts'
import { feedLogConsumer } from './log-outputs.ts'
import { attachOutputs, followOutputs, readersOf } from './outputs.ts'
import type { RunContext, StartPlan } from './plan.ts'
import { limitOf, type Running, readyRun } from './ready-run.ts'
import { onceRun } from './restarts.ts'
import { startOrExplain } from './start-or-explain.ts'

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
  const { engine, signal } = context
  const outputs = await followOutputs(engine, containerId, readersOf(plan), { limitMs: plan.startupTimeoutMs, signal })
  return becomeReady(containerId, { plan, context, outputs }, async () => {})
}

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
  const { logConsumers } = plan
  try {
    await start()
    const inspected = await onceRun(context.engine, containerId, limitOf(plan, context))
    for (const [index, consumer] of logConsumers.entries()) {
      const output = outputs[index]
      if (output) feedLogConsumer(output, consumer)
    }
    await plan.hooks.starting?.(inspected, plan.isReused ?? false)
    return await readyRun(plan, context, { inspected, outputs: outputs.slice(logConsumers.length) })
  } catch (error) {
    for (const output of outputs) output.close()
    throw error
  }
}
