import { requireCount } from '../spec/validate.ts'
import { AbstractWaitStrategy, WaitFailure, type Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'

/** Waits until lines of the container's output match; see Wait.forLogMessage(). */
export class LogMessageWait extends AbstractWaitStrategy {
  // The line may be the last thing it says: that it has exited since is no failure.
  override readonly noticesExit = true
  override readonly logReaders = 1
  readonly #message: string | RegExp
  readonly #times: number

  constructor(message: string | RegExp, times: number) {
    super()
    this.#message = message
    this.#times = requireCount('forLogMessage()', times)
  }

  describe(): string {
    const message = typeof this.#message === 'string' ? `with \`${this.#message}\`` : `matching \`${this.#message}\``
    return this.#times === 1 ? `a log line ${message}` : `${this.#times} log lines ${message}`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const matches = lineTest(this.#message)
    let lines = 0
    let found = 0
    for await (const { text } of target.logs(signal)) {
      lines++
      if (matches(text) && ++found === this.#times) return
      saw(progress(lines, found))
    }
    const exit = await target.exited
    const counted = lines === 0 ? 'without a line' : `after ${progress(lines, found)}`
    throw new WaitFailure(`its output ended ${counted}`, { exit })
  }
}

const progress = (lines: number, found: number): string =>
  `${lines} ${lines === 1 ? 'line' : 'lines'}, ${found || 'none'} matching`

const lineTest = (message: string | RegExp): ((line: string) => boolean) => {
  if (typeof message === 'string') return (line) => line.includes(message)
  const pattern = new RegExp(message)
  return (line) => {
    // With the flags g and y a pattern goes on where it stopped in the line before.
    pattern.lastIndex = 0
    return pattern.test(line)
  }
}
