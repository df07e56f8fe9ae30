import type { WaitReport } from './startup-error.ts'

/** What a wait saw last, and the same of its parts, which stand for it where there are any. */
export class WaitLog {
  readonly #description: string
  readonly #parts: WaitLog[] = []
  #seen: string | undefined
  #times = 0
  #done = false

  constructor(description: string) {
    this.#description = description
  }

  /** What is seen again and again is counted. */
  saw(what: string): void {
    this.#times = what === this.#seen ? this.#times + 1 : 1
    this.#seen = what
  }

  finish(): void {
    this.#done = true
  }

  part(description: string): WaitLog {
    const part = new WaitLog(description)
    this.#parts.push(part)
    return part
  }

  /** In the order in which the waits began. */
  reports(): readonly WaitReport[] {
    if (this.#parts.length) return this.#parts.flatMap((part) => part.reports())
    const lastSaw = this.#times > 1 ? `${this.#seen} (${this.#times} times)` : this.#seen
    return [{ description: this.#description, lastSaw, done: this.#done }]
  }
}
