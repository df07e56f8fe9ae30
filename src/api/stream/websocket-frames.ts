import { randomBytes } from 'node:crypto'
import { ProtocolError } from '../errors.ts'

/** What came in over a WebSocket. A message may come in any number of pieces. */
export type WebSocketEvent =
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'ping' | 'pong'; readonly data: Uint8Array }
  /** `code` is undefined when the other side named none. */
  | { readonly kind: 'close'; readonly code: number | undefined; readonly reason: string }

/**
 * Takes apart the frames of a server, whatever way their bytes are cut. Data are views of what was received.
 * Wire format (RFC 6455): a byte of flags and opcode, a byte of mask bit and length, where 126 and 127 mean that the
 * length follows in 2 or 8 bytes, big-endian; then that many bytes. Only a client masks what it sends.
 */
export class WebSocketFrames {
  readonly #header = Buffer.alloc(longestHeader)
  #filled = 0
  #opcode = 0
  #bytesLeft: number | undefined
  #control: Uint8Array[] = []
  #messageIsOpen = false

  /** Whether it would be no loss if nothing followed. */
  get isBetweenMessages(): boolean {
    return this.#filled === 0 && this.#bytesLeft === undefined && !this.#messageIsOpen
  }

  /** @throws ProtocolError when the bytes are no frames of a server */
  *read(chunk: Uint8Array): Generator<WebSocketEvent> {
    let rest = chunk
    // A frame without content is complete as soon as its header is.
    while (rest.length > 0 || this.#bytesLeft === 0) {
      if (this.#bytesLeft === undefined) {
        rest = this.#readHeader(rest)
        continue
      }
      const data = rest.subarray(0, this.#bytesLeft)
      rest = rest.subarray(data.length)
      this.#bytesLeft -= data.length
      if (this.#opcode < opcodes.close) {
        if (data.length > 0) yield { kind: 'data', data }
      } else {
        this.#control.push(data)
        if (this.#bytesLeft === 0) yield this.#controlEvent()
      }
      if (this.#bytesLeft === 0) this.#bytesLeft = undefined
    }
  }

  #readHeader(chunk: Uint8Array): Uint8Array {
    const wanted = this.#filled < 2 ? 2 : headerLength(this.#header)
    const part = chunk.subarray(0, wanted - this.#filled)
    this.#header.set(part, this.#filled)
    this.#filled += part.length
    if (this.#filled >= 2 && this.#filled === headerLength(this.#header)) this.#begin()
    return chunk.subarray(part.length)
  }

  #begin(): void {
    this.#filled = 0
    const [flags = 0, second = 0] = this.#header
    const isLast = (flags & 0x80) !== 0
    this.#opcode = flags & 0x0f
    this.#bytesLeft = payloadLength(this.#header)
    const isControl = this.#opcode >= opcodes.close
    if ((flags & 0x70) !== 0) refuse('it uses an extension that nobody asked for')
    if ((second & 0x80) !== 0) refuse('it is masked, as only those of a client are')
    if (isControl) {
      if (!isLast || this.#bytesLeft > 125) refuse('it is a control frame in pieces')
      if (this.#opcode > opcodes.pong) refuse(`it is of the unknown kind ${this.#opcode}`)
      this.#control = []
      return
    }
    if (this.#opcode > opcodes.binary) refuse(`it is of the unknown kind ${this.#opcode}`)
    if ((this.#opcode === opcodes.continuation) !== this.#messageIsOpen) refuse('messages are mixed up')
    this.#messageIsOpen = !isLast
  }

  #controlEvent(): WebSocketEvent {
    const data = Buffer.concat(this.#control)
    if (this.#opcode === opcodes.ping) return { kind: 'ping', data }
    if (this.#opcode === opcodes.pong) return { kind: 'pong', data }
    return {
      kind: 'close',
      code: data.length >= 2 ? data.readUInt16BE(0) : undefined,
      reason: data.toString('utf8', 2),
    }
  }
}

/** A frame of a client with a whole message, or a whole control frame, in it. */
export const clientFrame = (opcode: number, data: Uint8Array): Buffer => {
  const length = lengthBytes(data.length)
  const mask = randomBytes(4)
  const frame = Buffer.allocUnsafe(1 + length.length + 4 + data.length)
  frame[0] = 0x80 | opcode
  frame.set(length, 1)
  frame[1] = 0x80 | (length[0] ?? 0)
  const start = 1 + length.length + 4
  frame.set(mask, start - 4)
  for (let index = 0; index < data.length; index++) frame[start + index] = (data[index] ?? 0) ^ (mask[index & 3] ?? 0)
  return frame
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const longestHeader = 10

const headerLength = (header: Buffer): number => {
  const length = (header[1] ?? 0) & 0x7f
  return length === 127 ? 10 : length === 126 ? 4 : 2
}

const payloadLength = (header: Buffer): number => {
  const length = (header[1] ?? 0) & 0x7f
  if (length < 126) return length
  if (length === 126) return header.readUInt16BE(2)
  const long = header.readBigUInt64BE(2)
  if (long > BigInt(Number.MAX_SAFE_INTEGER)) refuse('it is longer than anything can be')
  return Number(long)
}

const lengthBytes = (length: number): Buffer => {
  if (length < 126) return Buffer.from([length])
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 9)
  if (bytes.length === 3) bytes.writeUInt16BE(length, 1)
  else bytes.writeBigUInt64BE(BigInt(length), 1)
  bytes[0] = bytes.length === 3 ? 126 : 127
  return bytes
}

const refuse = (why: string): never => {
  throw new ProtocolError(`The engine sent a WebSocket frame that cannot be used: ${why}.`)
}
