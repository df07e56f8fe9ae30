import { CompositeWait } from './composite.ts'
import type { WaitStrategy, Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'

/** Waits until all of several strategies are ready; see Wait.forAll(). */
export class AllWait extends CompositeWait {
  constructor(strategies: readonly WaitStrategy[]) {
    super('forAll()', strategies)
  }

  describe(): string {
    return this.describeParts('and')
  }

  async untilReady(_target: WaitTarget, watch: Watch): Promise<void> {
    const timeoutMs = this.partTimeoutMs(watch)
    await Promise.all(this.strategies.map((strategy) => watch.part(strategy, { timeoutMs })))
  }
}
