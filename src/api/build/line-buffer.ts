/** Pieces of text in, whole lines out. */
export class LineBuffer {
  #open = ''

  /** The lines that are complete by now, without their endings. */
  add(text: string): readonly string[] {
    const [first = '', ...others] = text.split('\n')
    const pieces = [this.#open + first, ...others]
    this.#open = pieces.pop() ?? ''
    // A progress bar may go on for ever without a line's end.
    if (this.#open.length > longestLine) pieces.push(...this.flush())
    return pieces.map(withoutReturn)
  }

  /** What has no ending yet, as a line. */
  flush(): readonly string[] {
    const open = this.#open
    this.#open = ''
    return open === '' ? [] : [withoutReturn(open)]
  }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

const longestLine = 1 << 20
