import { setTimeout as sleep } from 'node:timers/promises'
import type { ContainerInspect, Engine } from '../api/index.ts'
import type { HealthReport } from '../wait/target.ts'
import { hasEnded } from './last-moments.ts'
import { unixSeconds } from './times.ts'

/** The health of a container: what it is now, then what becomes of it, until it stops. */
export async function* healthReports(
  engine: Engine,
  inspected: ContainerInspect,
  signal: AbortSignal,
): AsyncGenerator<HealthReport> {
  const now = await healthNow(engine, inspected.Id, signal)
  if (!now) return
  yield now
  yield* (await runsChecks(engine, signal)) ? announced(engine, inspected, signal) : asked(engine, inspected, signal)
}

/** Undefined when it has stopped: then Docker calls it unhealthy, which says nothing of its checks. */
const healthNow = async (
  engine: Engine,
  containerId: string,
  signal: AbortSignal,
): Promise<HealthReport | undefined> => {
  const inspected = await engine.containers.inspect(containerId, { signal })
  if (hasEnded(inspected)) return undefined
  const { Health } = inspected.State
  return { status: Health?.Status || 'none', lastOutput: Health?.Log?.at(-1)?.Output.trim() }
}

// Podman leaves health checks to systemd. Where there is none, as in a container, nobody runs them.
const runsChecks = async (engine: Engine, signal: AbortSignal): Promise<boolean> =>
  engine.kind === 'docker' || (await engine.system.info({ signal })).CgroupDriver === 'systemd'

/** Each change as the engine announces it. */
async function* announced(
  engine: Engine,
  { Id, State }: ContainerInspect,
  signal: AbortSignal,
): AsyncGenerator<HealthReport> {
  const filters = { container: [Id], event: ['health_status', 'die'] }
  // From the start on, not from now on: a change since the look above is in the engine's memory of events.
  for await (const { Action } of engine.system.events({ since: unixSeconds(State.StartedAt), filters, signal })) {
    const now = Action === 'die' ? undefined : await healthNow(engine, Id, signal)
    if (!now) return
    yield now
  }
}

/** The outcome of each check that we make the engine run, as often as it was told to. */
async function* asked(
  engine: Engine,
  { Id, Config }: ContainerInspect,
  signal: AbortSignal,
): AsyncGenerator<HealthReport> {
  const intervalMs = (Config.Healthcheck?.Interval || defaultInterval) / 1e6
  for (;;) {
    await sleep(intervalMs, undefined, { signal })
    try {
      await engine.containers.runHealthCheck(Id, { signal })
    } catch (error) {
      if (hasEnded(await engine.containers.inspect(Id, { signal }))) return
      throw error
    }
    const now = await healthNow(engine, Id, signal)
    if (!now) return
    yield now
  }
}

// Nanoseconds, as the engine counts them.
const defaultInterval = 30e9
