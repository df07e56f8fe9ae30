import { Readable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import { ConflictError, NotFoundError, type OutputStream } from '../api/index.ts'
import type { LogConsumer } from './plan.ts'

/** Follows the output of this run of a container, from its first line on. */
export type OpenLog = (signal?: AbortSignal) => Promise<OutputStream>

/**
 * Hands consumers what this run of a container prints, both streams in the order in which the engine has them.
 * Resolves when the engine has taken up each of them, so that a stop right afterwards cuts nothing off.
 */
export const feedLogConsumers = async (openLog: OpenLog, consumers: readonly LogConsumer[]): Promise<void> => {
  const taken = consumers.map((consumer) => {
    const output = openLog()
    const stream = Readable.from(bytesOf(output), { objectMode: false })
    // A consumer that does not listen for errors must not end the process.
    stream.on('error', () => {})
    consumer(stream)
    return output.catch(() => {})
  })
  // Podman 4 answers a follow only with the first line, which may never come.
  if (taken.length > 0) await Promise.race([Promise.all(taken), after(1_000, undefined, { ref: false })])
}

async function* bytesOf(opening: Promise<OutputStream>): AsyncGenerator<Uint8Array> {
  try {
    for await (const { data } of await opening) yield data
  } catch (error) {
    // The container was removed before its log was asked for: there is nothing to read, which is no failure of the reader.
    if (!(error instanceof NotFoundError || error instanceof ConflictError)) throw error
  }
}
