import { type Operation, ProtocolError } from '../errors.ts'

/** A piece of a container's output. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr'
  readonly data: Uint8Array
}

/** A piece of output that still knows whether a frame of the engine begins with it. */
export interface Frame extends OutputChunk {
  readonly startsFrame: boolean
}

/**
 * Takes apart the engine's multiplexed stream, whatever way its bytes are cut.
 * Wire format: frames of an 8-byte header (stream 0–3, three zeros, big-endian length) and that many bytes.
 * Nothing is copied: chunks are views of what was received.
 *
 * @param operation what they are the answer to
 * @throws ProtocolError when the bytes are no such frames, end inside one, or carry the engine's own error (stream 3)
 */
export async function* demux(source: AsyncIterable<Uint8Array>, operation?: Operation): AsyncGenerator<Frame> {
  const header = new FrameHeader(operation)
  for await (const received of source) {
    const chunk = asBuffer(received)
    for (let at = 0; at < chunk.length; ) {
      if (header.bytesLeft === 0) {
        at = header.read(chunk, at)
        continue
      }
      const data = chunk.subarray(at, at + header.bytesLeft)
      at += data.length
      const startsFrame = header.take(data)
      if (header.isOutput) yield { stream: header.stream, data, startsFrame }
    }
  }
  header.end()
}

/** A terminal's output is one stream without frames. */
export async function* undivided(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  for await (const data of source) yield { stream: 'stdout', data, startsFrame: false }
}

/** The same bytes, not a copy. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const headerLength = 8
const systemError = 3
// An error is a sentence; what claims to be a longer one is not held in memory.
const errorLimit = 65_536

class FrameHeader {
  readonly #bytes = Buffer.alloc(headerLength)
  #filled = 0
  #kind = 0
  #fresh = false
  #error = Buffer.alloc(0)
  readonly #operation: Operation | undefined
  /** Bytes of the current frame that are still to come. */
  bytesLeft = 0

  constructor(operation: Operation | undefined) {
    this.#operation = operation
  }

  get isOutput(): boolean {
    return this.#kind !== systemError
  }

  get stream(): OutputChunk['stream'] {
    return this.#kind === 2 ? 'stderr' : 'stdout'
  }

  /** Takes what belongs to the header, and returns where the rest begins. */
  read(chunk: Buffer, at: number): number {
    // Nearly always it is there as a whole.
    if (this.#filled === 0 && chunk.length - at >= headerLength) {
      this.#begin(chunk, at)
      return at + headerLength
    }
    const part = chunk.subarray(at, at + headerLength - this.#filled)
    this.#bytes.set(part, this.#filled)
    this.#filled += part.length
    if (this.#filled === headerLength) {
      this.#filled = 0
      this.#begin(this.#bytes, 0)
    }
    return at + part.length
  }

  /** Counts a piece of the frame; true for its first one. */
  take(data: Uint8Array): boolean {
    const first = this.#fresh
    this.#fresh = false
    this.bytesLeft -= data.length
    if (!this.isOutput) this.#takeError(data)
    return first
  }

  end(): void {
    if (this.bytesLeft > 0 || this.#filled > 0) {
      throw this.#failure(
        'The stream of output was cut in the middle of a frame. Check that the engine is still running.',
      )
    }
  }

  #begin(bytes: Buffer, at: number): void {
    const kindAndZeros = bytes.readUInt32BE(at)
    const kind = kindAndZeros >>> 24
    if (kind > systemError || kindAndZeros !== kind * 2 ** 24) {
      throw this.#failure(
        'The stream of output has no frames where frames were expected. Set `tty` as the container has it.',
      )
    }
    this.#kind = kind
    this.#fresh = true
    this.bytesLeft = bytes.readUInt32BE(at + 4)
    if (!this.isOutput && this.bytesLeft === 0) this.#takeError(bytes.subarray(0, 0))
  }

  #takeError(data: Uint8Array): void {
    this.#error = Buffer.concat([this.#error, data])
    if (this.bytesLeft > 0 && this.#error.length < errorLimit) return
    const words = this.#error.toString('utf8').trim() || 'it says no more'
    throw this.#failure(`The engine ended the stream with an error: ${words}.`)
  }

  #failure(message: string): ProtocolError {
    if (!this.#operation) return new ProtocolError(message)
    const { method, path } = this.#operation
    return new ProtocolError(`${message} (during \`${method} ${path}\`)`)
  }
}
