import { setTimeout as sleep } from 'node:timers/promises'
import { ProtocolError } from '../errors.ts'
import type { Execs } from '../exec.ts'
import { KeptOutput } from '../stream/kept-output.ts'
import type { CallOptions } from '../wire/wire.ts'
import { environmentOf } from './environment.ts'
import type { ExecRunOptions, ProcessResult } from './options.ts'
import { gather, openInput } from './streams.ts'

/** See `Execs.run()`. */
export const runExec = async (
  execs: Execs,
  containerId: string,
  command: readonly string[],
  { env, workdir, user, privileged, tty = false, join, onOutput, signal, ...options }: ExecRunOptions,
): Promise<ProcessResult> => {
  const kept = new KeptOutput(options.maxOutputBytes ?? 1 << 26)
  const input = openInput(options.stdin)
  try {
    const { Id } = await execs.create(
      containerId,
      {
        Cmd: command,
        AttachStdin: input !== undefined || join !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        Tty: tty,
        Env: environmentOf(env),
        WorkingDir: workdir,
        User: user,
        Privileged: privileged,
      },
      { signal },
    )
    if (!Id) throw new ProtocolError('The engine made a command and did not say its id.')
    // Where no input is attached there is none to end; and some proxies drop the answer of a connection that is half closed.
    const session = await execs.start(Id, { tty, stdin: true, signal })
    try {
      await (join ? session.join({ ...join, signal }) : gather(session, input, kept, onOutput))
    } finally {
      session.close()
    }
    const exitCode = await untilEnded(execs, Id, signal)
    return { exitCode, truncated: kept.isTruncated, ...kept.text() }
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  } finally {
    input?.destroy()
  }
}

/** See `Execs.exitCode()`. */
export const untilEnded = async (execs: Execs, execId: string, signal: CallOptions['signal']): Promise<number> => {
  for (let delayMs = 10; ; delayMs = Math.min(delayMs * 1.5, 1_000)) {
    const { Running, ExitCode } = await execs.inspect(execId, { signal })
    if (!Running && ExitCode === undefined) throw new ProtocolError('The engine does not say how the command ended.')
    if (!Running && ExitCode !== null) return ExitCode
    await sleep(delayMs, undefined, { signal })
  }
}
