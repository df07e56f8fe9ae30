import { InvalidArgumentError } from '../events/error.ts'
import { AbstractWaitStrategy, WaitFailure } from './strategy.ts'
import type { WaitTarget } from './target.ts'

/** Waits until the container has done its work and exits with a given code; see Wait.forExit(). */
export class ExitWait extends AbstractWaitStrategy {
  override readonly noticesExit = true
  readonly #code: number

  constructor(code: number) {
    super()
    if (!Number.isInteger(code) || code < 0)
      throw new InvalidArgumentError(`forExit() takes an exit code, a whole number from 0 on, got \`${code}\`.`)
    this.#code = code
  }

  describe(): string {
    return `it to exit with code ${this.#code}`
  }

  async untilReady(target: WaitTarget): Promise<void> {
    const exit = await target.exited
    if (exit.exitCode !== this.#code) throw new WaitFailure(`code ${this.#code} was waited for`, { exit })
  }
}
