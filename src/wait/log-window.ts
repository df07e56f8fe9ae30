/** How many lines a message goes over: one, and one more for each line break that it has. A pattern's negations have none. */
export const linesOf = (message: string | RegExp): number => {
  if (typeof message === 'string') return message.split('\n').length
  // Escapes and whole classes, so that neither `\\n` nor `[^\n]` is taken for a line break. The source of a pattern holds no break itself.
  const tokens = message.source.match(/\\.|\[(?:\\.|[^\]\\])*\]/g) ?? []
  return 1 + tokens.filter((token) => token === '\\n').length
}

/** The last lines of an output; lines that have matched are not looked at again, so that no match counts twice. */
export class LogWindow {
  readonly #size: number
  readonly #matches: (text: string) => boolean
  readonly #lines: string[] = []

  constructor(size: number, matches: (text: string) => boolean) {
    this.#size = size
    this.#matches = matches
  }

  /** Adds a line. @returns whether it ends a match */
  add(line: string): boolean {
    this.#lines.push(line)
    if (this.#lines.length > this.#size) this.#lines.shift()
    const found = this.#matches(this.#lines.join('\n'))
    if (found) this.#lines.length = 0
    return found
  }
}
