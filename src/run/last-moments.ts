import { type ContainerInspect, type Engine, NotFoundError } from '../api/index.ts'
import type { LastMoments } from '../wait/target.ts'
import { wasOomKilled } from './oom.ts'

const tail = 20

/** State and last words of a container, for an error; a part that cannot be had is left empty, so that it never hides the cause. */
export const lastMoments = async (engine: Engine, containerId: string): Promise<LastMoments> => {
  const signal = AbortSignal.timeout(5_000)
  const [inspected, logTail] = await Promise.all([
    engine.containers
      .inspect(containerId, { signal })
      .catch((error: unknown) => (error instanceof NotFoundError ? 'gone' : 'unknown')),
    lastLines(engine, containerId, signal).catch(() => []),
  ])
  if (typeof inspected === 'string')
    return { status: inspected, exitCode: undefined, oomKilled: false, restarts: 0, healthLog: [], logTail }
  const { State, RestartCount } = inspected
  return {
    status: State.Status,
    exitCode: hasEnded(inspected) ? State.ExitCode : undefined,
    oomKilled: await wasOomKilled(engine, inspected, signal).catch(() => State.OOMKilled),
    restarts: RestartCount,
    healthLog:
      State.Health?.Log?.map(({ ExitCode, Output }) => `exit code ${ExitCode}: ${Output.trim()}`).slice(-3) ?? [],
    logTail,
  }
}

/** Whether its main process has run and is over. */
export const hasEnded = ({ State }: ContainerInspect): boolean => ended.has(State.Status)

// Podman 4 has a word of its own for the time until it has tidied up after the process.
const ended: ReadonlySet<string> = new Set(['exited', 'dead', 'stopped'])

const lastLines = async (engine: Engine, containerId: string, signal: AbortSignal): Promise<readonly string[]> => {
  const output = await engine.containers.logs(containerId, { tail, signal })
  const lines: string[] = []
  for await (const { text } of output.lines()) lines.push(text)
  return lines.slice(-tail)
}
