import type { Writable } from 'node:stream'
import type { CallOptions, Engine, Interactive, OutputStream } from '../api/index.ts'
import { environmentList } from '../spec/environment.ts'
import type { ExecOptions } from './exec.ts'

export interface ExecStreamOptions extends Partial<ExecOptions>, CallOptions {
  /** A terminal of its own: its output is one stream, and keys such as Ctrl-C are signals. @default false */
  readonly tty?: boolean | undefined
  /** Whether there is something to write; else it sees the end of its input at once. @default false */
  readonly stdin?: boolean | undefined
}

/** A command that runs in a container. Disposing lets the connection go; the command goes on. */
export class RunningCommand implements AsyncDisposable {
  /** What it prints, to be read once: as chunks, as lines or as a whole. */
  readonly output: OutputStream
  /** Its input; `end()` is the end of it. */
  readonly stdin: Writable
  readonly #engine: Engine
  readonly #execId: string
  readonly #session: Interactive

  constructor(engine: Engine, execId: string, session: Interactive) {
    this.#engine = engine
    this.#execId = execId
    this.#session = session
    this.output = session.output
    this.stdin = session.stdin
  }

  /** Waits for its end. Read the output meanwhile or before: a command whose output nobody reads stops when the way is full. */
  exitCode(options: CallOptions = {}): Promise<number> {
    return this.#engine.exec.exitCode(this.#execId, options)
  }

  /** Sets the size of its terminal, in characters. */
  resize(size: { readonly height: number; readonly width: number } & CallOptions): Promise<void> {
    return this.#session.resize(size)
  }

  /** Puts a person's terminal, or any streams, in the place of its own, until its output ends. See Interactive.join(). */
  join(options: Parameters<Interactive['join']>[0]): Promise<void> {
    return this.#session.join(options)
  }

  /** Lets this process end although the connection is open. */
  unref(): void {
    this.#session.unref()
  }

  /** Lets the connection go; the command goes on. */
  close(): void {
    this.#session.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

/**
 * Runs a command in a running container and connects to it.
 *
 * @throws ConflictError when the container does not run
 */
export const openExec = async (
  engine: Engine,
  containerId: string,
  command: readonly string[],
  { workingDir, user, env, tty = false, stdin = false, signal }: ExecStreamOptions = {},
): Promise<RunningCommand> => {
  const { Id } = await engine.exec.create(
    containerId,
    {
      Cmd: command,
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
      Tty: tty,
      WorkingDir: workingDir,
      User: user,
      Env: environmentList(env ?? {}),
    },
    { signal },
  )
  // Where no input is attached there is none to end; and some proxies drop the answer of a connection that is half closed.
  return new RunningCommand(engine, Id, await engine.exec.start(Id, { tty, stdin: true, signal }))
}
