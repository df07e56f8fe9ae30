/** A piece of a message as it travels, and what it is of it. */
export type Piece =
  | { readonly kind: 'head'; readonly bytes: Buffer; readonly head: Head }
  /** What the message says. */
  | { readonly kind: 'content'; readonly bytes: Buffer }
  /** Lengths and ends of chunks. */
  | { readonly kind: 'framing'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly bytes: Buffer }

export interface Head {
  /** Method, path and version of a request; version, status and words of an answer. */
  readonly start: readonly [string, string, string]
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
}

type State = 'head' | 'counted' | 'size' | 'chunk' | 'afterChunk' | 'trailer' | 'untilClose'

/**
 * Takes apart HTTP/1.1 messages that follow each other on one connection, and keeps every byte as it came. It trusts what it reads: the
 * engine and the client at its two ends speak HTTP.
 */
export class HttpMessages {
  readonly #side: 'requests' | 'answers'
  #held = Buffer.alloc(0)
  #state: State = 'head'
  #left = 0
  /** Whether the next answer has no body, whatever its headers say: that to HEAD. */
  isBodiless = false

  constructor(side: 'requests' | 'answers') {
    this.#side = side
  }

  /** What is not read yet: after an upgrade, it is no HTTP any more. */
  rest(): Buffer {
    const rest = this.#held
    this.#held = Buffer.alloc(0)
    return rest
  }

  /** Every message ends with one `end`; nothing after it is looked at before the next call. */
  *read(bytes: Buffer): Generator<Piece> {
    this.#held = Buffer.concat([this.#held, bytes])
    for (let piece = this.#next(); piece; piece = this.#next()) yield piece
  }

  #next(): Piece | undefined {
    switch (this.#state) {
      case 'head':
        return this.#head()
      case 'counted':
        return this.#left === 0 ? this.#end() : this.#content()
      case 'chunk':
        return this.#left === 0 ? this.#line('size') : this.#content()
      case 'afterChunk':
      case 'size':
        return this.#line('chunk')
      case 'trailer':
        return this.#line('head')
      case 'untilClose':
        this.#left = this.#held.length
        return this.#left === 0 ? undefined : this.#content()
    }
  }

  #head(): Piece | undefined {
    const at = this.#held.indexOf('\r\n\r\n')
    if (at < 0) return undefined
    const bytes = this.#take(at + 4)
    const [start = '', ...lines] = bytes.toString('latin1').trimEnd().split('\r\n')
    const [first = '', second = '', ...others] = start.split(' ')
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const head: Head = { start: [first, second, others.join(' ')], headers }
    this.#state = this.#bodyOf(head)
    return { kind: 'head', bytes, head }
  }

  #bodyOf({ start, headers }: Head): State {
    this.#left = 0
    const status = this.#side === 'answers' ? Number(start[1]) : 0
    if (this.isBodiless || status === 204 || status === 304) return 'counted'
    if (status >= 100 && status < 200) return 'untilClose'
    if (headers.get('transfer-encoding') === 'chunked') return 'size'
    const length = headers.get('content-length')
    this.#left = Number(length ?? 0)
    return length === undefined && this.#side === 'answers' ? 'untilClose' : 'counted'
  }

  #content(): Piece | undefined {
    if (this.#held.length === 0) return undefined
    const bytes = this.#take(Math.min(this.#left, this.#held.length))
    this.#left -= bytes.length
    return { kind: 'content', bytes }
  }

  /** A line of the framing: the length of a chunk, the ending after one, or what follows the last. */
  #line(next: 'size' | 'chunk' | 'head'): Piece | undefined {
    const at = this.#held.indexOf('\r\n')
    if (at < 0) return undefined
    const bytes = this.#take(at + 2)
    if (next === 'head') {
      this.#state = 'head'
      return { kind: 'end', bytes }
    }
    if (next === 'size') this.#state = 'size'
    else {
      this.#left = Number.parseInt(bytes.toString('latin1'), 16)
      this.#state = this.#left === 0 ? 'trailer' : 'chunk'
    }
    return { kind: 'framing', bytes }
  }

  #end(): Piece {
    this.#state = 'head'
    return { kind: 'end', bytes: Buffer.alloc(0) }
  }

  #take(length: number): Buffer {
    const bytes = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return bytes
  }
}
