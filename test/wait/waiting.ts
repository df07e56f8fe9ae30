import { StartupError } from '../../src/wait/startup-error.ts'
import { AbstractWaitStrategy, type WaitStrategy, type Watch } from '../../src/wait/strategy.ts'
import type { WaitTarget } from '../../src/wait/target.ts'
import { type UntilReadyOptions, untilReady } from '../../src/wait/until-ready.ts'

/** Waits as a start does, for a container that was started 12 s ago: so an error says 12 s on any machine. */
export const waitFor = (
  strategy: WaitStrategy,
  target: WaitTarget,
  { limitMs, ...options }: Partial<UntilReadyOptions> & { readonly limitMs?: number } = {},
): Promise<void> =>
  untilReady(target, strategy, {
    timeoutMs: limitMs === undefined ? 72_000 : 12_000 + limitMs,
    startedAt: performance.now() - 12_000,
    ...options,
  })

/** The error of a wait that must fail. */
export const failureOf = async (wait: Promise<void>): Promise<StartupError> => {
  const error = await wait.then(
    () => new Error('It became ready.'),
    (reason: unknown) => reason,
  )
  if (error instanceof StartupError) return error
  throw error
}

/** The message without what differs between two runs: host ports, and how many times something was seen. */
export const stable = (message: string): string =>
  message.replace(/(127\.0\.0\.1|localhost):\d+/g, '$1:PORT').replace(/ \(\d+ times\)/g, '')

/** What a wait sees first. */
export const firstSeen = (strategy: WaitStrategy, target: WaitTarget): Promise<string> =>
  new Promise((resolve, reject) => {
    const controller = new AbortController()
    const saw = (what: string) => {
      resolve(stable(what))
      controller.abort()
    }
    const part = () => Promise.reject(new Error('It has no parts.'))
    strategy
      .untilReady(target, { signal: controller.signal, timeoutMs: 60_000, saw, part })
      .then(() => reject(new Error('It became ready.')), reject)
  })

/** A strategy whose wait is a function. */
export class TestWait extends AbstractWaitStrategy {
  readonly #untilReady: (target: WaitTarget, watch: Watch) => Promise<void>
  readonly #description: string

  constructor(untilReady: (target: WaitTarget, watch: Watch) => Promise<void>, description = 'the test') {
    super()
    this.#untilReady = untilReady
    this.#description = description
  }

  describe(): string {
    return this.#description
  }

  untilReady(target: WaitTarget, watch: Watch): Promise<void> {
    return this.#untilReady(target, watch)
  }
}

/** A strategy that never ends, not even when it is told to. */
export const never = (description?: string): TestWait => new TestWait(() => new Promise(() => {}), description)
