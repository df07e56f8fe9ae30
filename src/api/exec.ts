import { execNeeds } from './gate/body-needs.ts'
import { runExec, untilEnded } from './run/exec.ts'
import type { ExecRunOptions, ProcessResult } from './run/options.ts'
import { Interactive } from './stream/interactive.ts'
import type { ExecCreateRequest, ExecInspect, IdResponse } from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface ExecStartOptions extends CallOptions {
  /** Whether it was created with a terminal. @default asked from the engine */
  readonly tty?: boolean | undefined
  /** Whether there is something to write; else the command sees end-of-file at once. @default false */
  readonly stdin?: boolean | undefined
}

/** Commands in running containers: one method for each operation of the API, and `run()` for all of them. An unknown id is a NotFoundError throughout. */
export class Execs {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /**
   * Runs a command in a container that runs, and gives its exit code and its output: `docker exec`. An exit code other than 0 is a
   * result. Aborting lets go of the command; it goes on in the container.
   *
   * @throws ConflictError when the container is stopped or paused, and the error of a `stdin` that breaks
   * @see Engine API operations ContainerExec, ExecStart and ExecInspect
   */
  run(containerId: string, command: readonly string[], options: ExecRunOptions = {}): Promise<ProcessResult> {
    return runExec(this, containerId, command, options)
  }

  /**
   * Waits for the end of a command. Read its output meanwhile or before: one whose output nobody reads stops when the way is full.
   * The engine has no call for this: it is asked again, after 10 ms and then more and more rarely.
   *
   * @see Engine API operation ExecInspect
   */
  exitCode(execId: string, { signal }: CallOptions = {}): Promise<number> {
    return untilEnded(this, execId, signal)
  }

  /**
   * Prepares a command. Nothing runs before `start`, and only what is attached here can be read or written there.
   *
   * @throws ConflictError when the container is stopped or paused
   * @see Engine API operation ContainerExec
   */
  async create(containerId: string, request: ExecCreateRequest, { signal }: CallOptions = {}): Promise<IdResponse> {
    return this.#wire.json({
      method: 'POST',
      path: path`/containers/${containerId}/exec`,
      json: request,
      needs: execNeeds(request),
      signal,
    })
  }

  /**
   * Runs the command, once, and connects to it. The end of the output is no proof of success: `inspect` has the exit code.
   * Docker hands the connection over first: why it cannot run a command, it then prints as that command's output.
   *
   * @throws ConflictError when the container has stopped or is paused, from engines that look before they hand over
   * @see Engine API operation ExecStart
   */
  async start(execId: string, { tty, stdin = false, signal }: ExecStartOptions = {}): Promise<Interactive> {
    const asked = tty === undefined ? await this.inspect(execId, { signal }) : undefined
    const Tty = tty ?? asked?.ProcessConfig.tty ?? false
    const call = { method: 'POST', path: path`/exec/${execId}/start`, json: { Detach: false, Tty }, signal } as const
    const { socket } = await this.#wire.upgrade(call)
    const interactive = new Interactive(socket, { tty: Tty, operation: call }, (size) => this.resize(execId, size))
    // Where no input is attached there is none to end: over TLS, an end that crosses with the engine's costs the last of the output.
    if (!stdin && asked?.OpenStdin !== false) interactive.stdin.end()
    return interactive
  }

  /** Runs the command, once, without connecting to it; resolves when it has begun. @see Engine API operation ExecStart */
  async startDetached(execId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ method: 'POST', path: path`/exec/${execId}/start`, json: { Detach: true }, signal })
  }

  /** Whether the command runs, and how it ended. The engine forgets it with the container. @see Engine API operation ExecInspect */
  async inspect(execId: string, { signal }: CallOptions = {}): Promise<ExecInspect> {
    return this.#wire.json({ method: 'GET', path: path`/exec/${execId}/json`, signal })
  }

  /** Sets the size of the terminal of a command that runs, in characters. @see Engine API operation ExecResize */
  async resize(
    execId: string,
    { height, width, signal }: CallOptions & { readonly height: number; readonly width: number },
  ): Promise<void> {
    await this.#wire.status({
      method: 'POST',
      path: path`/exec/${execId}/resize`,
      query: { h: height, w: width },
      signal,
    })
  }
}
