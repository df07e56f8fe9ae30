import { PassThrough, pipeline, Readable } from 'node:stream'
import type { Engine, OutputStream } from '../api/index.ts'
import type { LogConsumer } from './plan.ts'

/**
 * Attaches to what a container is going to print. Before its start, so that no line is missed; and attached rather than followed in its
 * log, because Docker 20.10 loses lines of a log that is followed while a container prints a burst.
 */
export const attachOutputs = (engine: Engine, containerId: string, count: number): Promise<readonly OutputStream[]> =>
  Promise.all(
    Array.from({ length: count }, async () => (await engine.containers.attach(containerId, { tty: false })).output),
  )

/** Hands each consumer a stream of its own, both kinds of output in the order in which the engine sends them. */
export const feedLogConsumers = (outputs: readonly OutputStream[], consumers: readonly LogConsumer[]): void => {
  for (const [index, output] of outputs.entries()) {
    // A consumer that falls behind by more than this slows the container down.
    const stream = new PassThrough({ highWaterMark: 8 << 20 })
    // How the stream ended is the consumer's to see, and an error that nobody listens for must not end the process.
    stream.on('error', () => {})
    pipeline(Readable.from(bytesOf(output), { objectMode: false }), stream, () => {})
    consumers[index]?.(stream)
  }
}

/** The bytes of an output, whichever stream they came by. */
export async function* bytesOf(output: OutputStream): AsyncGenerator<Uint8Array> {
  for await (const { data } of output) yield data
}
