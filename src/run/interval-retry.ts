import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until an answer will do. */
export interface Retry<T, U> {
  retryUntil(
    fn: (attempt: number) => Promise<T>,
    predicate: (result: T) => boolean | Promise<boolean>,
    onTimeout: () => U,
    timeoutMs: number,
  ): Promise<T | U>
}

/** Asks again after a fixed time. Waits for containers do not use it: they react. */
export class IntervalRetry<T, U> implements Retry<T, U> {
  readonly #intervalMs: number

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /** @param fn called with 0, 1, 2, …; what it throws ends the whole. @returns the first answer that will do, or what `onTimeout` gives */
  async retryUntil(
    fn: (attempt: number) => Promise<T>,
    predicate: (result: T) => boolean | Promise<boolean>,
    onTimeout: () => U,
    timeoutMs: number,
  ): Promise<T | U> {
    const end = performance.now() + timeoutMs
    for (let attempt = 0; ; attempt++) {
      const result = await fn(attempt)
      if (await predicate(result)) return result
      if (performance.now() + this.#intervalMs > end) return onTimeout()
      await sleep(this.#intervalMs)
    }
  }
}
