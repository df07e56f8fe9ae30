import { stripVTControlCharacters } from 'node:util'
import type { ProgressMessage } from './types/progress.ts'

/** What a build has told so far: its step, its last lines, and in the end the image. */
export class BuildLog {
  #lines: string[] = []
  #open = ''
  #builtId: string | undefined
  #shortId: string | undefined
  step: string | undefined

  add({ stream, aux }: ProgressMessage): void {
    if (typeof aux === 'object' && aux.ID) this.#builtId = aux.ID
    if (stream === undefined) return
    const [open = '', ...done] = `${this.#open}${stream}`.split('\n').reverse()
    this.#open = open
    for (const line of done.reverse()) this.#addLine(plain(line))
  }

  get imageId(): string | undefined {
    return this.#builtId ?? this.#shortId
  }

  /** The last lines that were printed. */
  get output(): readonly string[] {
    const open = plain(this.#open)
    return open ? [...this.#lines, open].slice(-outputLines) : this.#lines
  }

  #addLine(line: string): void {
    if (line === '') return
    this.#lines = [...this.#lines, line].slice(-outputLines)
    this.step = /^(?:Step \d+\/\d+|STEP \d+(?:\/\d+)?) ?: (.+)$/.exec(line)?.[1] ?? this.step
    // Engines that send no `aux` name the image in their last line.
    this.#shortId = /^Successfully built ([0-9a-f]{12,64})$/.exec(line)?.[1] ?? this.#shortId
  }
}

// The engine colours what a step writes to standard error.
const plain = (line: string): string => stripVTControlCharacters(line).trimEnd()

const outputLines = 20
