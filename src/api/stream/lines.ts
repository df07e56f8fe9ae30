import type { Frame, OutputChunk } from './demux.ts'

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
    // The engine cuts lines of more than 16 KiB into several frames and puts the time before each: only the first one's counts.
    let rest = timeBefore ? line.withoutTime(data, startsFrame && !eachLine) : data
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
      yield line.finish(rest.subarray(0, end))
      rest = rest.subarray(end + 1)
      if (eachLine) rest = line.withoutTime(rest, true)
    }
    if (rest.length) line.add(rest)
    if (line.bytes >= maxLineBytes) yield line.finish()
  }
  for (const line of Object.values(open)) if (line.bytes > 0) yield line.finish()
}

const newline = 0x0a
const carriageReturn = 0x0d
const space = 0x20
// "2026-01-02T03:04:05.123456789+00:00 " is 36 bytes: more without a space is no time.
const longestTime = 40

class OpenLine {
  readonly #stream: OutputChunk['stream']
  #parts: Uint8Array[] = []
  #time: Date | undefined
  #timeText: Buffer | undefined
  bytes = 0

  constructor(stream: OutputChunk['stream'], startsWithTime: boolean) {
    this.#stream = stream
    if (startsWithTime) this.#timeText = Buffer.alloc(0)
  }

  add(part: Uint8Array): void {
    this.#parts.push(part)
    this.bytes += part.length
  }

  finish(last?: Uint8Array): LogLine {
    if (last?.length) this.add(last)
    const whole = Buffer.concat(this.#parts)
    const end = whole.at(-1) === carriageReturn ? whole.length - 1 : whole.length
    const line = { stream: this.#stream, text: whole.toString('utf8', 0, end), ...(this.#time && { time: this.#time }) }
    this.#parts = []
    this.#time = undefined
    this.bytes = 0
    return line
  }

  /** Strips the time at the start of a frame, also when it comes in pieces. */
  withoutTime(data: Uint8Array, startsFrame: boolean): Uint8Array {
    if (startsFrame) this.#timeText = Buffer.alloc(0)
    if (!this.#timeText) return data
    const seen = Buffer.concat([this.#timeText, data])
    const end = seen.indexOf(space)
    if (end < 0 && seen.length < longestTime) {
      this.#timeText = seen
      return seen.subarray(0, 0)
    }
    this.#timeText = undefined
    this.#time ??= new Date(seen.toString('latin1', 0, end))
    return seen.subarray(end + 1)
  }
}
