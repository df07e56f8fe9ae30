/** Lets a few pieces of work run at a time; of those that wait, the one with the highest priority is next. */
export class Slots {
  readonly #waiting: { readonly priority: number; readonly start: () => void }[] = []
  #free: number

  constructor(limit: number) {
    this.#free = limit
  }

  async run<T>(priority: number, work: () => Promise<T>): Promise<T> {
    await this.#enter(priority)
    try {
      return await work()
    } finally {
      this.#free += 1
      this.#next()
    }
  }

  #enter(priority: number) {
    return new Promise<void>((start) => {
      this.#waiting.push({ priority, start })
      this.#waiting.sort((a, b) => b.priority - a.priority)
      this.#next()
    })
  }

  #next() {
    if (this.#free === 0) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#free -= 1
    next.start()
  }
}
