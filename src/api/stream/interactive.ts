import type { Duplex, Writable } from 'node:stream'
import { UnsupportedError } from '../errors.ts'
import type { CallOptions } from '../wire/wire.ts'
import { type OutputFormat, OutputStream } from './output.ts'
import { type JoinOptions, joinTerminal, type TerminalSize } from './terminal.ts'

/** How the terminal at the other end is told its size. */
export type Resize = (size: TerminalSize & CallOptions) => Promise<void>

/** A two-way connection to a running process: attach, or exec. */
export class Interactive implements AsyncDisposable {
  /** What the process prints. */
  readonly output: OutputStream
  /** The process's input; `end()` sends end-of-file and leaves the output open. */
  readonly stdin: Writable
  readonly #socket: Duplex
  readonly #hasTerminal: boolean
  readonly #resize: Resize

  constructor(socket: Duplex, format: OutputFormat, resize: Resize = hasNoSize) {
    this.#socket = socket
    this.output = new OutputStream(socket, format)
    this.stdin = socket
    this.#hasTerminal = format.tty
    this.#resize = resize
  }

  /**
   * Sets the size of the process's terminal, in characters. The engine refuses while the process does not run.
   *
   * @see Engine API operations ContainerResize and ExecResize
   */
  resize(size: TerminalSize & CallOptions): Promise<void> {
    return this.#resize(size)
  }

  /**
   * Puts a person's terminal, or any streams, in the place of the process's: what `docker run -it`, `exec -it` and `attach` do.
   * Resolves when the output ends; how the process ended, the engine has to be asked.
   *
   * Where the process has a terminal too, the person's is raw meanwhile, so that Ctrl-C is a key for the process, and its size
   * is passed on, now and whenever it changes. In every end the terminal is as it was before, and the input no longer read.
   *
   * @throws the error of a stream that breaks, and the signal's reason; both end the connection, and the process goes on
   */
  join(options: JoinOptions): Promise<void> {
    return joinTerminal(this, this.#hasTerminal, options)
  }

  /** Lets this program end although the connection is open. */
  unref(): void {
    if ('unref' in this.#socket && typeof this.#socket.unref === 'function') this.#socket.unref()
  }

  /** Ends the connection in both directions; the process goes on. */
  close(): void {
    this.#socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

const hasNoSize: Resize = async () => {
  throw new UnsupportedError('resize', 'This connection does not know whose terminal it leads to.')
}
