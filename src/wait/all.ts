import { InvalidArgumentError } from '../events/error.ts'
import { requireMilliseconds } from '../spec/validate.ts'
import { AbstractWaitStrategy, type WaitStrategy, type Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'

/** Waits until all of several strategies are ready; see Wait.forAll(). */
export class AllWait extends AbstractWaitStrategy {
  // Each part is raced with the exit by itself: it may be what one of them waits for.
  override readonly noticesExit = true
  override readonly logReaders: number
  readonly limitName = 'deadline'
  readonly #strategies: readonly WaitStrategy[]
  #deadlineMs = Number.POSITIVE_INFINITY

  constructor(strategies: readonly WaitStrategy[]) {
    super()
    if (strategies.length === 0) throw new InvalidArgumentError('forAll() takes at least one wait strategy, got none.')
    this.#strategies = [...strategies]
    this.logReaders = strategies.reduce((sum, { logReaders }) => sum + logReaders, 0)
  }

  describe(): string {
    return this.#strategies.map((strategy) => strategy.describe()).join(' and ')
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

  async untilReady(_target: WaitTarget, watch: Watch): Promise<void> {
    const timeoutMs = super.startupTimeoutMs ?? watch.timeoutMs
    await Promise.all(this.#strategies.map((strategy) => watch.part(strategy, { timeoutMs })))
  }
}
