import type { Readable } from 'node:stream'
import type { Operation } from '../errors.ts'
import { demux, type Frame, type OutputChunk, undivided } from './demux.ts'
import { KeptOutput, type OutputText } from './kept-output.ts'
import { type LogLine, lines } from './lines.ts'

export interface OutputFormat {
  /** The container has a terminal: one stream, no frames. */
  readonly tty: boolean
  /** Each frame begins with the time at which the engine received it. */
  readonly timestamps?: boolean
  /** What it is the answer to, for errors. */
  readonly operation?: Operation
}

/**
 * What a container or a command prints. To be read once, in one of three ways: as chunks, as lines or as a whole.
 * No more than 256 KiB are read ahead: a slow reader slows the engine.
 */
export class OutputStream implements AsyncIterable<OutputChunk>, AsyncDisposable {
  readonly #source: Readable
  readonly #format: OutputFormat

  constructor(source: Readable, format: OutputFormat) {
    this.#source = source
    this.#format = format
  }

  /** Chunks as the engine cut them. Ends when the output ends; leaving the loop early closes the connection. */
  [Symbol.asyncIterator](): AsyncGenerator<Frame> {
    return this.#format.tty ? undivided(this.#source) : demux(this.#source, this.#format.operation)
  }

  /** Whole lines, each with its stream, and its time where timestamps were asked for. */
  lines(): AsyncGenerator<LogLine> {
    const { tty, timestamps } = this.#format
    return lines(this, { timeBefore: timestamps ? (tty ? 'line' : 'frame') : undefined })
  }

  /** Reads to the end. */
  async text(): Promise<OutputText> {
    const all = new KeptOutput()
    for await (const chunk of this) all.add(chunk)
    return all.text()
  }

  /** Lets the connection go. Closing twice is fine. */
  close(): void {
    this.#source.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}
