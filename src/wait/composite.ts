import { InvalidArgumentError } from '../events/error.ts'
import { requireMilliseconds } from '../spec/validate.ts'
import { AbstractWaitStrategy, type WaitStrategy, type Watch } from './strategy.ts'

/** What the waits for all and for any of several strategies share: the parts and their limits. */
export abstract class CompositeWait extends AbstractWaitStrategy {
  // Each part is raced with the exit by itself: it may be what one of them waits for.
  override readonly noticesExit = true
  override readonly logReaders: number
  readonly limitName = 'deadline'
  protected readonly strategies: readonly WaitStrategy[]
  #deadlineMs = Number.POSITIVE_INFINITY

  /** @param name of the function that made it, for the error */
  constructor(name: string, strategies: readonly WaitStrategy[]) {
    super()
    if (strategies.length === 0) throw new InvalidArgumentError(`${name} takes at least one wait strategy, got none.`)
    this.strategies = [...strategies]
    this.logReaders = strategies.reduce((sum, { logReaders }) => sum + logReaders, 0)
  }

  /** Its deadline: the limit given by withStartupTimeout() is for the parts. */
  override get startupTimeoutMs(): number {
    return this.#deadlineMs
  }

  /**
   * Limits all of it, whatever the limits of the parts, in ms from the start of the container.
   *
   * @default none
   */
  withDeadline(deadlineMs: number): this {
    this.#deadlineMs = requireMilliseconds('withDeadline()', deadlineMs)
    return this
  }

  /** Limits each part that has no limit of its own, in ms from the start of the container. */
  override withStartupTimeout(startupTimeoutMs: number): this {
    return super.withStartupTimeout(startupTimeoutMs)
  }

  /** The limit of each part that has none of its own. */
  protected partTimeoutMs({ timeoutMs }: Watch): number {
    return super.startupTimeoutMs ?? timeoutMs
  }

  /** @param word between the parts: `and`, `or` */
  protected describeParts(word: string): string {
    const words = this.strategies.map((strategy) =>
      strategy instanceof CompositeWait && strategy.strategies.length > 1
        ? `(${strategy.describe()})`
        : strategy.describe(),
    )
    return words.join(` ${word} `)
  }
}
