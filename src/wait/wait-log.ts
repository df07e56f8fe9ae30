import type { WaitReport } from './startup-error.ts'

/** What a wait saw last, and the same of its parts, which stand for it where there are any. */
export class WaitLog {
  readonly #description: string
  readonly #parts: WaitLog[] = []
  #seen: string | undefined
  #failure: string | undefined
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

  fail(reason: string): void {
    this.#failure = reason
  }

  part(description: string): WaitLog {
    const part = new WaitLog(description)
    this.#parts.push(part)
    return part
  }

  /** In the order in which the waits began. Parts that a wait got ready without are left out. */
  reports(): readonly WaitReport[] {
    const parts = this.#done ? this.#parts.filter((part) => part.#done) : this.#parts
    if (parts.length) return parts.flatMap((part) => part.reports())
    const lastSaw = this.#times > 1 ? `${this.#seen} (${this.#times} times)` : this.#seen
    return [{ description: this.#description, lastSaw, failure: this.#failure, done: this.#done }]
  }
}
