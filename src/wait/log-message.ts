import { requireCount } from '../spec/validate.ts'
import { pause } from './back-off.ts'
import { LogWindow, linesOf } from './log-window.ts'
import { AbstractWaitStrategy, WaitFailure, type Watch } from './strategy.ts'
import type { ContainerExit, WaitTarget } from './target.ts'
import { textTest } from './text-test.ts'

export interface LogMessageOptions {
  /** How often it must come. @default 1 */
  readonly times?: number | undefined
  /** Over how many lines of one stream it may go. @default one more than the message has line breaks */
  readonly lines?: number | undefined
}

/** Waits until lines of the container's output match; see Wait.forLogMessage(). */
export class LogMessageWait extends AbstractWaitStrategy {
  // The line may be the last thing it says: that it has exited since is no failure.
  override readonly noticesExit = true
  override readonly logReaders = 1
  readonly #message: string | RegExp
  readonly #times: number
  readonly #lines: number

  constructor(message: string | RegExp, { times = 1, lines = linesOf(message) }: LogMessageOptions = {}) {
    super()
    this.#message = message
    this.#times = requireCount('forLogMessage()', times)
    this.#lines = requireCount('forLogMessage() with lines', lines)
  }

  describe(): string {
    const message =
      typeof this.#message === 'string'
        ? `with \`${this.#message.replaceAll('\n', '\\n')}\``
        : `matching \`${this.#message}\``
    if (this.#lines === 1) return this.#times === 1 ? `a log line ${message}` : `${this.#times} log lines ${message}`
    const passages = `of ${this.#lines} lines ${message}`
    return this.#times === 1 ? `a log passage ${passages}` : `${this.#times} log passages ${passages}`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const matches = textTest(this.#message)
    // Lines of one stream may stand between those of the other, and do not divide them.
    const windows = { stdout: new LogWindow(this.#lines, matches), stderr: new LogWindow(this.#lines, matches) }
    let lines = 0
    let found = 0
    for await (const { stream, text } of target.logs(signal)) {
      lines++
      if (windows[stream].add(text) && ++found === this.#times) return
      saw(progress(lines, found))
    }
    const exit = await exitOrRunsOn(target, signal)
    const counted = `its output ended ${lines === 0 ? 'without a line' : `after ${progress(lines, found)}`}`
    if (exit) throw new WaitFailure(counted, { exit })
    throw new WaitFailure(
      `${counted}, though it runs on: it has closed its output, or the connection to the engine broke`,
    )
  }
}

/** How the container ended whose output has ended; undefined when it did not. The news of an end may come later than the end of the output. */
const exitOrRunsOn = async (target: WaitTarget, signal: AbortSignal): Promise<ContainerExit | undefined> => {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const runsOn = async () => {
    await pause(exitNewsMs, either)
    return (await target.inspect(either)).State.Running ? undefined : target.exited
  }
  try {
    return await Promise.race([target.exited, runsOn()])
  } finally {
    over.abort()
  }
}

const exitNewsMs = 2_000

const progress = (lines: number, found: number): string =>
  `${lines} ${lines === 1 ? 'line' : 'lines'}, ${found || 'none'} matching`
