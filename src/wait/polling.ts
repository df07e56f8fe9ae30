import { requireMilliseconds } from '../spec/validate.ts'
import { type PollOptions, pollUntil } from './back-off.ts'
import { AbstractWaitStrategy } from './strategy.ts'
import type { ContainerExit } from './target.ts'

/** What strategies share that ask again and again: the pause between two questions. */
export abstract class PollingWaitStrategy extends AbstractWaitStrategy {
  #intervalMs: number | undefined

  /**
   * Pauses as long after every answer that is no, in ms.
   *
   * @default a pause that grows from 10 ms up to 250 ms, for listening ports up to 100 ms
   * @throws InvalidArgumentError for anything but milliseconds above 0
   */
  withPollInterval(intervalMs: number): this {
    this.#intervalMs = requireMilliseconds('withPollInterval()', intervalMs)
    return this
  }

  protected get intervalMs(): number | undefined {
    return this.#intervalMs
  }

  /** @see pollUntil */
  protected poll(
    ask: () => Promise<boolean>,
    { maxDelayMs = 250, ...options }: Omit<PollOptions, 'intervalMs' | 'maxDelayMs'> & { readonly maxDelayMs?: number },
  ): Promise<ContainerExit | undefined> {
    return pollUntil(ask, { ...options, maxDelayMs, intervalMs: this.#intervalMs })
  }
}
