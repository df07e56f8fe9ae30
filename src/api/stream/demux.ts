import { ProtocolError } from '../errors.ts'

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
 * @throws ProtocolError when the bytes are no such frames, end inside one, or carry the engine's own error (stream 3)
 */
export async function* demux(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const header = new FrameHeader()
  for await (const chunk of source) {
    let rest = chunk
    while (rest.length > 0) {
      if (header.bytesLeft === 0) {
        rest = header.read(rest)
        continue
      }
      const data = rest.subarray(0, header.bytesLeft)
      rest = rest.subarray(data.length)
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

const headerLength = 8
const systemError = 3

class FrameHeader {
  readonly #bytes = Buffer.alloc(headerLength)
  #filled = 0
  #fresh = false
  readonly #error: Uint8Array[] = []
  /** Bytes of the current frame that are still to come. */
  bytesLeft = 0

  get isOutput(): boolean {
    return this.#bytes[0] !== systemError
  }

  get stream(): OutputChunk['stream'] {
    return this.#bytes[0] === 2 ? 'stderr' : 'stdout'
  }

  /** Takes what belongs to the header and returns the rest. */
  read(chunk: Uint8Array): Uint8Array {
    const part = chunk.subarray(0, headerLength - this.#filled)
    this.#bytes.set(part, this.#filled)
    this.#filled += part.length
    if (this.#filled === headerLength) this.#complete()
    return chunk.subarray(part.length)
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
      throw new ProtocolError(
        'The stream of output was cut in the middle of a frame. Check that the engine is still running.',
      )
    }
  }

  #takeError(data: Uint8Array): void {
    this.#error.push(data)
    if (this.bytesLeft > 0) return
    throw new ProtocolError(
      `The engine ended the stream with an error: ${Buffer.concat(this.#error).toString('utf8').trim()}.`,
    )
  }

  #complete(): void {
    this.#filled = 0
    this.#fresh = true
    this.bytesLeft = this.#bytes.readUInt32BE(4)
    const [kind = 0, ...zeros] = this.#bytes.subarray(0, 4)
    if (kind > systemError || zeros.some((byte) => byte !== 0)) {
      throw new ProtocolError(
        'The stream of output has no frames where frames were expected. Set `tty` as the container has it.',
      )
    }
  }
}
