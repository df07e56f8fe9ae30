import { type ContainerInspect, type Engine, NotFoundError, ProtocolError } from '../api/index.ts'
import { delayMs, pause } from '../wait/back-off.ts'

export interface RunLimit {
  /** On the clock of `performance.now()`. */
  readonly untilMs: number
  readonly signal: AbortSignal | undefined
}

/** A container that was started, as it is then; one that its restart policy is about to start again has no ports, and is asked about again. */
export const onceRun = async (engine: Engine, containerId: string, limit: RunLimit): Promise<ContainerInspect> => {
  for (let attempt = 0; ; attempt++) {
    const inspected = whole(await engine.containers.inspect(containerId, { signal: limit.signal }))
    if (!inspected.State.Restarting || performance.now() > limit.untilMs) return inspected
    await pauseWithin(limit, attempt)
  }
}

/** The run that the restart policy makes after the given one, within the limit; undefined when that one goes on, or was the last. */
export const nextRun = async (
  engine: Engine,
  last: Restartable,
  limit: RunLimit,
): Promise<ContainerInspect | undefined> => {
  if (!hasRestartPolicy(last)) return undefined
  const decided = performance.now() + decisionMs
  for (let attempt = 0; performance.now() < limit.untilMs; attempt++) {
    const inspected = await unlessGone(engine.containers.inspect(last.Id, { signal: limit.signal }))
    if (inspected === undefined) return undefined
    const { Restarting, Running, StartedAt } = inspected.State
    if (Running && !Restarting && StartedAt !== last.State.StartedAt) return whole(inspected)
    // Docker has decided by the time that it tells of the end; Podman decides later.
    if (!Restarting && (engine.kind === 'docker' || performance.now() > decided)) return undefined
    await pauseWithin(limit, attempt)
  }
  return undefined
}

/** A run of a container, as far as it matters here. */
export interface Restartable {
  readonly Id: string
  readonly State: Pick<ContainerInspect['State'], 'StartedAt'>
  readonly HostConfig: Pick<ContainerInspect['HostConfig'], 'RestartPolicy'>
}

/** Whether the engine may start it again when it ends. */
export const hasRestartPolicy = ({ HostConfig: { RestartPolicy } }: Restartable): boolean =>
  !['', 'no', undefined].includes(RestartPolicy?.Name)

const unlessGone = (inspection: Promise<ContainerInspect>): Promise<ContainerInspect | undefined> =>
  inspection.catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined
    throw error
  })

/** @throws the reason of the signal */
const pauseWithin = async ({ signal }: RunLimit, attempt: number): Promise<void> => {
  await pause(delayMs(attempt, longestPauseMs), signal).catch(() => signal?.throwIfAborted())
}

const longestPauseMs = 200
const decisionMs = 2_000

// A start looks into all of these: what lacks one is no answer.
const whole = (inspected: ContainerInspect): ContainerInspect => {
  const missing = (['Id', 'State', 'Config', 'HostConfig', 'NetworkSettings'] as const).find((part) => !inspected[part])
  if (missing === undefined) return inspected
  throw new ProtocolError(`The engine told of a started container without \`${missing}\`, as no container engine does.`)
}
