import { asBuffer, type Frame, type OutputChunk } from './demux.ts'

/** One line of a container's output, without its line ending. */
export interface LogLine {
  readonly stream: OutputChunk['stream']
  readonly text: string
  /** When the engine received it; only where timestamps were asked for. */
  readonly time?: Date
}

export interface LineOptions {
  /** Where the engine put an RFC 3339 time and a space: before each frame, or, for a terminal, each line. @default nowhere */
  readonly timeBefore?: 'frame' | 'line' | undefined
  /** A longer line is handed out in pieces of this many bytes, so that one without end cannot fill the memory. @default 33_554_432 */
  readonly maxLineBytes?: number
}

/** Joins the pieces of each stream into lines; a last line without an ending counts. */
export async function* lines(
  frames: AsyncIterable<Frame>,
  { timeBefore, maxLineBytes = 1 << 25 }: LineOptions = {},
): AsyncGenerator<LogLine> {
  const eachLine = timeBefore === 'line'
  const open = { stdout: new OpenLine('stdout', eachLine), stderr: new OpenLine('stderr', eachLine) }
  for await (const { stream, data, startsFrame } of frames) {
    const line = open[stream]
    const bytes = asBuffer(data)
    // The engine cuts lines of more than 16 KiB into several frames and puts the time before each: only the first one's counts.
    let at = timeBefore ? line.takeTime(bytes, 0, startsFrame && !eachLine) : 0
    for (let end = bytes.indexOf(newline, at); end >= 0; end = bytes.indexOf(newline, at)) {
      yield line.finish(bytes, at, end)
      at = end + 1
      if (eachLine) at = line.takeTime(bytes, at, true)
    }
    line.add(bytes, at)
    if (line.length >= maxLineBytes) yield line.piece()
  }
  for (const line of Object.values(open)) {
    line.giveUpTime()
    if (line.length > 0) yield line.piece()
  }
}

const newline = 0x0a
const carriageReturn = 0x0d
const space = 0x20
// "2026-01-02T03:04:05.123456789+00:00 " is 36 bytes: more without a space is no time.
const longestTime = 40
const nothing = Buffer.alloc(0)

class OpenLine {
  readonly #stream: OutputChunk['stream']
  // Copied, for views of what was received would keep all of it alive, however little of it belongs to this line.
  #bytes = nothing
  #time: Date | undefined
  #timeText: string | undefined
  length = 0

  constructor(stream: OutputChunk['stream'], startsWithTime: boolean) {
    this.#stream = stream
    if (startsWithTime) this.#timeText = ''
  }

  /** Keeps a piece whose ending is still to come. */
  add(bytes: Buffer, start: number, end: number = bytes.length): void {
    const length = this.length + end - start
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length))
      this.#bytes.copy(larger, 0, 0, this.length)
      this.#bytes = larger
    }
    bytes.copy(this.#bytes, this.length, start, end)
    this.length = length
  }

  /** The line that ends with these bytes. */
  finish(bytes: Buffer, start: number, end: number): LogLine {
    // Nearly always it comes as a whole.
    const isWhole = this.length === 0
    if (!isWhole) this.add(bytes, start, end)
    const line = isWhole ? this.#line(bytes, start, end) : this.piece()
    this.#bytes = nothing
    return line
  }

  /** What there is of the line; the rest begins anew, in the same memory. */
  piece(): LogLine {
    const { length } = this
    this.length = 0
    return this.#line(this.#bytes, 0, length)
  }

  /** Takes off the time, also when it comes in pieces, and returns where the text begins. */
  takeTime(bytes: Buffer, start: number, begins: boolean): number {
    if (begins) this.#timeText = ''
    if (this.#timeText === undefined) return start
    const found = bytes.indexOf(space, start)
    const end = found < 0 ? bytes.length : found
    const text = this.#timeText + bytes.toString('latin1', start, Math.min(end, start + longestTime))
    if (found < 0 && text.length < longestTime) {
      this.#timeText = text
      return bytes.length
    }
    const time = new Date(text)
    if (Number.isNaN(time.getTime())) {
      this.giveUpTime()
      return start
    }
    this.#timeText = undefined
    this.#time ??= time
    return end + 1
  }

  /** What looked like the beginning of a time was text. */
  giveUpTime(): void {
    const text = Buffer.from(this.#timeText ?? '', 'latin1')
    this.#timeText = undefined
    this.add(text, 0)
  }

  #line(bytes: Buffer, start: number, end: number): LogLine {
    const text = textOf(bytes, start, end)
    const stream = this.#stream
    const time = this.#time
    this.#time = undefined
    return time ? { stream, text, time } : { stream, text }
  }
}

const textOf = (bytes: Buffer, start: number, end: number): string =>
  bytes.toString('utf8', start, end > start && bytes[end - 1] === carriageReturn ? end - 1 : end)
