import type { Duplex, Writable } from 'node:stream'
import { type OutputFormat, OutputStream } from './output.ts'

/** A two-way connection to a running process: attach, or exec. */
export class Interactive implements AsyncDisposable {
  /** What the process prints. */
  readonly output: OutputStream
  /** The process's input; `end()` sends end-of-file and leaves the output open. */
  readonly stdin: Writable
  readonly #socket: Duplex

  constructor(socket: Duplex, format: OutputFormat) {
    this.#socket = socket
    this.output = new OutputStream(socket, format)
    this.stdin = socket
  }

  /** Ends the connection in both directions; the process goes on. */
  close(): void {
    this.#socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}
