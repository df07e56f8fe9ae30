import { ProtocolError } from '../errors.ts'

/**
 * The messages of an ssh agent's connection, each with its head: the length in four bytes, then a byte for the kind.
 *
 * @throws ProtocolError when one is longer than agents take; what is cut short is left out
 */
export async function* agentMessages(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0)
  for await (const chunk of source) {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const length = lengthOf(rest)
      if (rest.length < length) break
      yield rest.subarray(0, length)
      rest = rest.subarray(length)
    }
  }
}

/** Whether a question only lists keys or asks for a signature. Others add, remove or lock keys. */
export const isAllowed = (question: Uint8Array): boolean => question[4] === listKeys || question[4] === sign

/** The agent's answer to what it does not do. */
export const failure: Uint8Array = Uint8Array.of(0, 0, 0, 1, 5)

const listKeys = 11
const sign = 13

const lengthOf = (bytes: Buffer): number => {
  if (bytes.length < 4) return Number.POSITIVE_INFINITY
  const length = bytes.readUInt32BE(0)
  if (length > longestMessage)
    throw new ProtocolError(`An ssh agent's message has ${length} bytes. Expected 256 KiB at most.`)
  return 4 + length
}

// The limit of OpenSSH's agent.
const longestMessage = 256 * 1024
