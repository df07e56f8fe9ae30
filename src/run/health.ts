import type { ContainerInspect, Engine } from '../api/index.ts'
import type { HealthReport } from '../wait/target.ts'
import { unixSeconds } from './times.ts'

/** The health of a container: what it is now, then each change as the engine announces it, until it stops. */
export async function* healthReports(
  engine: Engine,
  { Id, State }: ContainerInspect,
  signal: AbortSignal,
): AsyncGenerator<HealthReport> {
  yield await healthNow(engine, Id, signal)
  const filters = { container: [Id], event: ['health_status', 'die'] }
  // From the start on, not from now on: a change since the look above is in the engine's memory of events.
  for await (const { Action } of engine.system.events({ since: unixSeconds(State.StartedAt), filters, signal })) {
    if (Action === 'die') return
    yield await healthNow(engine, Id, signal)
  }
}

const healthNow = async (engine: Engine, containerId: string, signal: AbortSignal): Promise<HealthReport> => {
  const { Health } = (await engine.containers.inspect(containerId, { signal })).State
  return { status: Health?.Status || 'none', lastOutput: Health?.Log?.at(-1)?.Output.trim() }
}
