import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import type { OutputStream } from '../api/index.ts'

/** The two kinds of output apart. Only what is asked for is handed over. */
export interface SplitOutput {
  readonly stdout: Readable
  readonly stderr: Readable
}

/** Receives what a container prints: both kinds in the order in which the engine sends them, and apart. */
export type LogConsumer = (stream: Readable, outputs: SplitOutput) => unknown

/** Hands an output to its consumer, from its first byte to its end. */
export const feedLogConsumer = (output: OutputStream, consumer: LogConsumer): void => {
  const sinks = new Sinks()
  consumer(sinks.all, sinks)
  void pump(output, sinks)
}

const pump = async (output: OutputStream, sinks: Sinks): Promise<void> => {
  try {
    for await (const { stream, data } of output) {
      for (const sink of sinks.of(stream)) if (!sink.write(data)) await untilReadable(sink)
      if (sinks.areClosed()) break
    }
    sinks.end()
  } catch (error) {
    sinks.end(error instanceof Error ? error : new Error(String(error)))
  } finally {
    output.close()
  }
}

// One that is closed while it is full is never drained.
const untilReadable = async (sink: PassThrough): Promise<void> => {
  const either = new AbortController()
  const { signal } = either
  if (!sink.closed) await Promise.race([once(sink, 'drain', { signal }), once(sink, 'close', { signal })])
  either.abort()
}

class Sinks implements SplitOutput {
  readonly all = newSink()
  readonly #kinds = new Map<'stdout' | 'stderr', PassThrough>()

  get stdout(): Readable {
    return this.#kind('stdout')
  }

  get stderr(): Readable {
    return this.#kind('stderr')
  }

  /** Those that a piece of this kind goes to. */
  of(kind: 'stdout' | 'stderr'): readonly PassThrough[] {
    const own = this.#kinds.get(kind)
    const sinks = own ? [own] : []
    return (this.#isAllWanted() ? [this.all, ...sinks] : sinks).filter((sink) => !sink.destroyed)
  }

  areClosed(): boolean {
    return this.all.destroyed && [...this.#kinds.values()].every((sink) => sink.destroyed)
  }

  end(error?: Error): void {
    for (const sink of [this.all, ...this.#kinds.values()])
      if (error) sink.destroy(error)
      else sink.end()
  }

  #kind(kind: 'stdout' | 'stderr'): PassThrough {
    const sink = this.#kinds.get(kind) ?? newSink()
    this.#kinds.set(kind, sink)
    return sink
  }

  // Whoever reads the kinds apart leaves the whole alone: it must not fill up.
  #isAllWanted(): boolean {
    return this.#kinds.size === 0 || this.all.readableFlowing !== null || this.all.listenerCount('readable') > 0
  }
}

// A consumer that falls behind by more than this slows the container down.
const newSink = (): PassThrough => {
  const sink = new PassThrough({ readableHighWaterMark: 6 << 20, writableHighWaterMark: 1 << 20 })
  // How the stream ended is the consumer's to see, and an error that nobody listens for must not end the process.
  return sink.on('error', () => {})
}
