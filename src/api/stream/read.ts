import type { Readable } from 'node:stream'

/**
 * Reads a stream to its end as UTF-8.
 *
 * @param limitBytes what lies beyond is not read, and the connection is let go
 */
export const readText = async (stream: Readable, limitBytes: number = Number.POSITIVE_INFINITY): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= limitBytes) break
  }
  return Buffer.concat(chunks, Math.min(size, limitBytes)).toString('utf8')
}
