import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Until a stream takes more, or is closed. */
export const drained = async (stream: Writable): Promise<void> => {
  if (stream.closed || !stream.writableNeedDrain) return
  const either = new AbortController()
  const { signal } = either
  await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]).catch(() => {})
  either.abort()
}
