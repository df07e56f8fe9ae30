import { AbstractWaitStrategy, WaitFailure } from './strategy.ts'
import type { WaitTarget } from './target.ts'

/** Waits until the container has done its work and exits with code 0; see Wait.forOneShotStartup(). */
export class OneShotWait extends AbstractWaitStrategy {
  override readonly noticesExit = true

  describe(): string {
    return 'it to exit with code 0'
  }

  async untilReady(target: WaitTarget): Promise<void> {
    const exit = await target.exited
    if (exit.exitCode !== 0) throw new WaitFailure('code 0 was waited for', { exit })
  }
}
