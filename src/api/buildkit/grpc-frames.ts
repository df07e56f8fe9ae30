import { ProtocolError } from '../errors.ts'

/** A message as gRPC sends it: a byte that says whether it is compressed, its length in four bytes, itself. */
export const grpcFrame = (message: Uint8Array): Uint8Array => {
  const head = Buffer.alloc(headBytes)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

/**
 * The messages of a gRPC stream.
 *
 * @throws ProtocolError when it ends within a message, or one is compressed or longer than 16 MiB
 */
export async function* grpcMessages(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = []
  let size = 0
  let wanted = headBytes
  for await (const chunk of source) {
    chunks.push(chunk)
    size += chunk.length
    // Joined only when there is enough: a long message comes in many chunks.
    while (size >= wanted) {
      const bytes = Buffer.concat(chunks)
      wanted = headBytes + lengthOf(bytes)
      const isWhole = bytes.length >= wanted
      if (isWhole) yield bytes.subarray(headBytes, wanted)
      chunks = isWhole ? [bytes.subarray(wanted)] : [bytes]
      size = isWhole ? bytes.length - wanted : bytes.length
      if (isWhole) wanted = headBytes
    }
  }
  if (size > 0) throw new ProtocolError('A message of BuildKit was cut short.')
}

const headBytes = 5

const lengthOf = (head: Buffer): number => {
  if (head[0] !== 0) throw new ProtocolError('BuildKit sent a compressed message, which nobody asked for.')
  const length = head.readUInt32BE(1)
  if (length > longestMessage)
    throw new ProtocolError(`BuildKit sent a message of ${length} bytes. Expected 16 MiB at most.`)
  return length
}

const longestMessage = 16 << 20
