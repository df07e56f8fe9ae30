import { expect, test } from 'vitest'
import { grpcFrame, grpcMessages } from '../../../src/api/buildkit/grpc-frames.ts'
import { ProtocolError } from '../../../src/api/index.ts'

const read = async (...chunks: readonly Uint8Array[]): Promise<readonly string[]> => {
  const messages: string[] = []
  async function* source() {
    yield* chunks
  }
  for await (const message of grpcMessages(source())) messages.push(Buffer.from(message).toString())
  return messages
}

const three = Buffer.concat(['one', '', 'three'].map((text) => grpcFrame(Buffer.from(text))))

test('messages are whole wherever the bytes are cut', async () => {
  for (let first = 0; first <= three.length; first++) {
    for (let second = first; second <= three.length; second += 3) {
      const chunks = [three.subarray(0, first), three.subarray(first, second), three.subarray(second)]
      expect(await read(...chunks), `cut at ${first} and ${second}`).toEqual(['one', '', 'three'])
    }
  }
  expect(await read(...[...three].map((byte) => Uint8Array.of(byte)))).toEqual(['one', '', 'three'])
})

test('an end within a message is a ProtocolError', async () => {
  const one = grpcFrame(Buffer.from('message'))
  for (let length = 1; length < one.length; length++) {
    await expect(read(one.subarray(0, length))).rejects.toThrow(ProtocolError)
  }
})

test('a message of megabytes in small pieces is read whole, and quickly', async () => {
  const long = grpcFrame(Buffer.alloc(8 << 20, 'x'))
  const chunks = Array.from({ length: long.length / 16_384 }, (_, index) =>
    long.subarray(index * 16_384, (index + 1) * 16_384),
  )
  const [message] = await read(...chunks, long.subarray(chunks.length * 16_384))
  expect(message).toHaveLength(8 << 20)
})

test('a compressed message, and one beyond all measure, is a ProtocolError before it is read', async () => {
  await expect(read(Uint8Array.of(1, 0, 0, 0, 1, 0))).rejects.toThrow(ProtocolError)
  await expect(read(Uint8Array.of(0, 255, 255, 255, 255))).rejects.toThrow(ProtocolError)
})
