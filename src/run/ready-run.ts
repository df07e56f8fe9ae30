import type { ContainerInspect, OutputStream } from '../api/index.ts'
import { StartupError } from '../wait/startup-error.ts'
import { untilReady } from '../wait/until-ready.ts'
import { defaultWaitStrategy } from './default-wait.ts'
import { EngineTarget } from './engine-target.ts'
import { followOutputs, readersOf } from './outputs.ts'
import type { RunContext, StartPlan } from './plan.ts'
import { nextRun, type RunLimit } from './restarts.ts'

/** A container that was started and is ready. */
export interface Running {
  readonly inspected: ContainerInspect
}

export interface Run extends Running {
  /** One for each reader of the wait. */
  readonly outputs: readonly OutputStream[]
}

/**
 * Waits until a container that was started is ready. Each run that its restart policy makes is waited for anew: it may have other ports. Its
 * wait reads the log of all runs since the start.
 *
 * @throws StartupError when it does not become ready
 */
export const readyRun = async (plan: StartPlan, context: RunContext, first: Run): Promise<Running> => {
  const startedAt = performance.now()
  const limit = limitOf(plan, context)
  // It may have ended before it was looked at: its outputs are those of a run that is over.
  const isOver = first.inspected.RestartCount > 0
  for (let run = isOver ? await followed(first, plan, context, limit) : first; ; ) {
    try {
      return await waitForRun(plan, context, run, startedAt)
    } catch (error) {
      // What it was asked while it was not running may have failed in any way.
      if (!(error instanceof StartupError) || error.reason === 'timeout') throw error
      const next = await runAfter(run, plan, context, limit)
      if (next === undefined) throw error
      run = next
    }
  }
}

/** From now on. All of a composite has no limit but its deadline; its parts have that of the start. */
export const limitOf = ({ waitStrategy, startupTimeoutMs }: StartPlan, { signal }: RunContext): RunLimit => {
  const own = waitStrategy?.isStartupTimeoutSet() ? waitStrategy.getStartupTimeout() : startupTimeoutMs
  return { untilMs: performance.now() + Math.min(own, waitStrategy?.startupTimeoutMs ?? own), signal }
}

const waitForRun = async (
  { spec: { image }, waitStrategy, startupTimeoutMs: timeoutMs }: StartPlan,
  { engine, signal }: RunContext,
  { inspected, outputs }: Run,
  startedAt: number,
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

/** Undefined when there is none, or none that can be followed: how the last one ended then says more. */
const runAfter = async (last: Run, plan: StartPlan, context: RunContext, limit: RunLimit): Promise<Run | undefined> => {
  try {
    const inspected = await nextRun(context.engine, last.inspected, limit)
    return inspected && (await followed({ inspected, outputs: [] }, plan, context, limit))
  } catch {
    limit.signal?.throwIfAborted()
    return undefined
  }
}

/** The run with the log of all runs since the start, in place of its outputs. */
const followed = async (
  { inspected, outputs: former }: Run,
  plan: StartPlan,
  { engine }: RunContext,
  { untilMs, signal }: RunLimit,
): Promise<Run> => {
  const readers = { ...readersOf(plan), count: plan.waitStrategy?.logReaders ?? 0 }
  const limitMs = Math.max(1, untilMs - performance.now())
  const outputs = await followOutputs(engine, inspected.Id, readers, { limitMs, since: plan.since, signal })
  for (const output of former) output.close()
  return { inspected, outputs }
}
