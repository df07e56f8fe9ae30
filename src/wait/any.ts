import { InvalidArgumentError } from '../events/error.ts'
import { CompositeWait } from './composite.ts'
import { WaitTimeout } from './race.ts'
import { WaitFailure, type WaitStrategy, type Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'

/** Waits until the first of several strategies is ready; see Wait.forAny(). */
export class AnyWait extends CompositeWait {
  constructor(strategies: readonly WaitStrategy[]) {
    super('forAny()', strategies)
  }

  describe(): string {
    return this.describeParts('or')
  }

  async untilReady(_target: WaitTarget, watch: Watch): Promise<void> {
    const timeoutMs = this.partTimeoutMs(watch)
    const parts = this.strategies.map((strategy) => watch.part(strategy, { timeoutMs, saysWhyItFailed: true }))
    try {
      await Promise.race([Promise.any(parts), ...parts.map(failOnMistake)])
    } catch (error) {
      throw error instanceof AggregateError ? failureOfAll(error) : error
    }
  }
}

const failOnMistake = (part: Promise<void>): Promise<void> =>
  part.then(never, (error: unknown) => {
    if (error instanceof InvalidArgumentError) throw error
    return never()
  })

const never = (): Promise<never> => new Promise(() => {})

const failureOfAll = (cause: AggregateError): unknown => {
  const errors: readonly unknown[] = cause.errors
  const [first] = errors
  // One reason for all, such as the exit or the startup timeout, is best said in its own words.
  if (errors.every((error) => isLike(error, first))) return first
  const what = `none of the ${errors.length} waits held`
  const exit = errors.flatMap((error) => (error instanceof WaitFailure && error.exit ? [error.exit] : []))[0]
  if (exit) return new WaitFailure(what, { exit, cause })
  return errors.some((error) => error instanceof WaitTimeout)
    ? new WaitTimeout(`${what} in time.`, what, { cause })
    : new WaitFailure(what, { cause })
}

const isLike = (one: unknown, other: unknown): boolean =>
  one instanceof Error && other instanceof Error && one.name === other.name && one.message === other.message
