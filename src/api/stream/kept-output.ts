import { StringDecoder } from 'node:string_decoder'
import type { OutputChunk } from './demux.ts'

/** What is kept of an output, as text. */
export interface OutputText {
  readonly stdout: string
  readonly stderr: string
  /** Both, in the order in which the engine sent them. */
  readonly output: string
}

/**
 * Gathers an output in blocks, so that many small pieces take no more memory than a few large ones.
 * Of more than `maxBytes` the end is kept, to the nearest block of 64 KiB above.
 */
export class KeptOutput {
  readonly #maxBytes: number
  readonly #blocks: Block[] = []
  #bytes = 0
  #isTruncated = false

  /** @param maxBytes above 0 */
  constructor(maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes
  }

  /** Whether the beginning was let go. */
  get isTruncated(): boolean {
    return this.#isTruncated
  }

  add({ stream, data }: OutputChunk): void {
    this.#bytes += data.length
    for (let at = 0; at < data.length; ) at += this.#openBlock().add(stream, data.subarray(at))
    while (this.#bytes - this.#oldestLength >= this.#maxBytes) this.#dropOldest()
  }

  /** As UTF-8. A character that came in pieces is whole, also where the other stream came between. */
  text(): OutputText {
    const read = { stdout: new Utf8(this.#isTruncated), stderr: new Utf8(this.#isTruncated) }
    const texts: Record<'stdout' | 'stderr' | 'output', string[]> = { stdout: [], stderr: [], output: [] }
    const take = (stream: OutputChunk['stream'], text: string) => {
      texts[stream].push(text)
      texts.output.push(text)
    }
    for (const block of this.#blocks) for (const { stream, data } of block.runs()) take(stream, read[stream].next(data))
    for (const stream of ['stdout', 'stderr'] as const) take(stream, read[stream].end())
    return { stdout: texts.stdout.join(''), stderr: texts.stderr.join(''), output: texts.output.join('') }
  }

  get #oldestLength(): number {
    return this.#blocks[0]?.length ?? 0
  }

  #dropOldest(): void {
    this.#isTruncated = true
    this.#bytes -= this.#oldestLength
    this.#blocks.shift()
  }

  #openBlock(): Block {
    const last = this.#blocks.at(-1)
    if (last && !last.isFull) return last
    const block = new Block()
    this.#blocks.push(block)
    return block
  }
}

const blockBytes = 65_536

class Block {
  readonly #bytes = Buffer.allocUnsafe(blockBytes)
  // Lengths of what came in one go from one stream; those of stderr are negative.
  readonly #runs: number[] = []
  length = 0

  get isFull(): boolean {
    return this.length === blockBytes
  }

  /** Copies what there is room for, and returns how much that was. */
  add(stream: OutputChunk['stream'], data: Uint8Array): number {
    const part = data.subarray(0, blockBytes - this.length)
    this.#bytes.set(part, this.length)
    this.length += part.length
    const run = stream === 'stderr' ? -part.length : part.length
    const last = this.#runs.at(-1) ?? 0
    if (last * run > 0) this.#runs[this.#runs.length - 1] = last + run
    else this.#runs.push(run)
    return part.length
  }

  *runs(): Generator<OutputChunk> {
    let at = 0
    for (const run of this.#runs) {
      const end = at + Math.abs(run)
      yield { stream: run < 0 ? 'stderr' : 'stdout', data: this.#bytes.subarray(at, end) }
      at = end
    }
  }
}

class Utf8 {
  readonly #decoder = new StringDecoder('utf8')
  #startsWithin: boolean

  constructor(startsWithin: boolean) {
    this.#startsWithin = startsWithin
  }

  next(data: Uint8Array): string {
    if (!this.#startsWithin) return this.#decoder.write(data)
    const start = data.findIndex((byte) => !isContinuation(byte))
    if (start < 0) return ''
    this.#startsWithin = false
    return this.#decoder.write(data.subarray(start))
  }

  end(): string {
    return this.#decoder.end()
  }
}

/** Within a character: not its first byte. */
const isContinuation = (byte: number): boolean => byte >> 6 === 0b10
