import type { LogOptions } from '../container-options.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import type { Frame } from '../stream/demux.ts'
import { type LogLine, lines } from '../stream/lines.ts'
import type { OutputStream } from '../stream/output.ts'
import type { CallOptions } from '../wire/wire.ts'

export interface FollowOptions extends CallOptions {
  /** Unix time in seconds, fractions allowed: only what was printed since then. @default the beginning */
  readonly since?: number | undefined
  /** Begin with that many lines from the end. @default all */
  readonly tail?: number | undefined
  /** Lines carry the time at which the engine received them. @default false */
  readonly timestamps?: boolean | undefined
  /** Whether the container has a terminal. @default asked from the engine */
  readonly tty?: boolean | undefined
}

/** One container's log, as it is read here. */
export interface Log {
  readonly tty: boolean | undefined
  /** Whether the engine may end a followed log before it has sent all of it, as Docker before 23 does. */
  readonly endsEarly: boolean
  read(options: LogReading): Promise<OutputStream>
}

export interface LogReading extends Omit<LogOptions, 'since'> {
  /** A text where nanoseconds count. */
  readonly since?: number | string | undefined
}

/** See `Containers.follow()`. */
export async function* followLog(log: Log, options: FollowOptions): AsyncGenerator<LogLine> {
  const { tail, since, timestamps = false, signal } = options
  if (!log.endsEarly) {
    yield* (await log.read({ follow: true, tail, since, timestamps, signal })).lines()
    return
  }
  const start = tail === undefined ? since : ((await startOfTail(log, options)) ?? since)
  const frames = framesToTheEnd(log, { since: start, timestamps, signal })
  yield* lines(frames, { timeBefore: timestamps ? (log.tty ? 'line' : 'frame') : undefined })
}

// When a container ends while the engine is behind with sending, Docker before 23 sends no more. The log itself is complete then: it
// is read again, in the same way, and what came already is left out.
async function* framesToTheEnd(log: Log, reading: LogReading): AsyncGenerator<Frame> {
  const first = new Beginning()
  let seen = 0
  for await (const frame of await log.read({ ...reading, follow: true })) {
    first.add(frame.data)
    seen += frame.data.length
    yield frame
  }
  const again = new Beginning()
  for await (const frame of await readAgain(log, reading)) {
    // The engine has begun to drop the oldest part of the log: what came already cannot be told from what did not.
    if (!again.add(frame.data).agreesWith(first)) return
    const data = frame.data.subarray(seen)
    seen = Math.max(0, seen - frame.data.length)
    if (data.length > 0) yield { ...frame, data }
  }
}

const readAgain = async (log: Log, reading: LogReading): Promise<AsyncIterable<Frame>> => {
  try {
    return await log.read(reading)
  } catch (error) {
    // It went with its container, or is going.
    if (error instanceof NotFoundError || error instanceof ConflictError) return none()
    throw error
  }
}

async function* none(): AsyncGenerator<never> {}

/** When the tail begins, as it is before anything is followed: a tail that is read again later is another one. */
const startOfTail = async (log: Log, { tail, since, signal }: FollowOptions): Promise<string | undefined> => {
  let text = ''
  for await (const { data } of await log.read({ tail: tail || 1, since, timestamps: true, signal })) {
    text += Buffer.from(data).toString('latin1')
    if (text.includes(' ')) break
  }
  const [, second, nanoseconds] = /^(\S+)\.(\d{9})Z /.exec(text) ?? []
  if (second === undefined || nanoseconds === undefined) return
  const start = BigInt(Date.parse(`${second}Z`)) * 1_000_000n + BigInt(nanoseconds) + (tail === 0 ? 1n : 0n)
  return `${start / perSecond}.${String(start % perSecond).padStart(9, '0')}`
}

const perSecond = 1_000_000_000n

/** The first bytes of a log, by which it is known again. */
class Beginning {
  #bytes = Buffer.alloc(0)

  add(data: Uint8Array): this {
    if (this.#bytes.length < enoughBytes)
      this.#bytes = Buffer.concat([this.#bytes, data.subarray(0, enoughBytes - this.#bytes.length)])
    return this
  }

  agreesWith(other: Beginning): boolean {
    const length = Math.min(this.#bytes.length, other.#bytes.length)
    return this.#bytes.subarray(0, length).equals(other.#bytes.subarray(0, length))
  }
}

const enoughBytes = 4_096
