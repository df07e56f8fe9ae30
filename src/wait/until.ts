import { InvalidArgumentError } from '../events/error.ts'
import { requireMilliseconds } from '../spec/validate.ts'
import { pause } from './back-off.ts'
import { PollingWaitStrategy } from './polling.ts'
import { WaitFailure, type Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'
import { describeThrown, duration } from './words.ts'

/**
 * Finds out whether a container is ready. `false`, or whatever it throws, is "not yet"; anything else, nothing included, is "yes".
 * A WaitFailure or an InvalidArgumentError that it throws ends the wait.
 */
export type Probe = (target: WaitTarget, context: ProbeContext) => unknown

export interface ProbeContext {
  /** Aborts when the question has taken too long, or the wait is over: pass it on to what the probe waits for. */
  readonly signal: AbortSignal
  /** Notes what the probe saw, for the error. */
  saw(what: string): void
}

export interface UntilOptions {
  /** What is waited for, to follow the words "waiting for": `the schema to be migrated`. @default `its probe to succeed` */
  readonly description?: string | undefined
  /** The same as withPollInterval(). */
  readonly intervalMs?: number | undefined
  /** The same as withReadTimeout(). */
  readonly readTimeoutMs?: number | undefined
}

/** Waits until a function says yes; see Wait.until(). */
export class UntilWait extends PollingWaitStrategy {
  readonly #probe: Probe
  readonly #description: string
  #readTimeoutMs = 5_000

  constructor(probe: Probe, { description = 'its probe to succeed', intervalMs, readTimeoutMs }: UntilOptions = {}) {
    super()
    this.#probe = probe
    this.#description = description
    if (intervalMs !== undefined) this.withPollInterval(intervalMs)
    if (readTimeoutMs !== undefined) this.withReadTimeout(readTimeoutMs)
  }

  /** Limits each question, in ms: one that is not answered by then is "not yet", its signal aborts, and the next is asked. @default 5000 */
  withReadTimeout(readTimeoutMs: number): this {
    this.#readTimeoutMs = requireMilliseconds('withReadTimeout()', readTimeoutMs)
    return this
  }

  describe(): string {
    return this.#description
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    // Stands in the error when the first answer never comes.
    saw('no answer yet')
    const readTimeoutMs = this.#readTimeoutMs
    await this.poll(() => inTime(this.#probe, target, { signal, saw, readTimeoutMs }), { signal })
  }
}

// What does not answer is not rare: drivers wait for a greeting that never comes, and Node's first fetch may miss that it is hung up on.
const inTime = async (
  probe: Probe,
  target: WaitTarget,
  { signal, saw, readTimeoutMs }: ProbeContext & { readonly readTimeoutMs: number },
): Promise<boolean> => {
  const question = new AbortController()
  const stop = () => question.abort(signal.reason)
  signal.addEventListener('abort', stop)
  const note = (what: string) => {
    if (!question.signal.aborted) saw(what)
  }
  try {
    return await Promise.race([
      holds(probe, target, { signal: question.signal, saw: note }),
      pause(readTimeoutMs, question.signal).then(() => {
        note(`no answer within ${duration(readTimeoutMs)}`)
        return false
      }),
    ])
  } finally {
    signal.removeEventListener('abort', stop)
    question.abort()
  }
}

const holds = async (probe: Probe, target: WaitTarget, { signal, saw }: ProbeContext): Promise<boolean> => {
  let hasSeen = false
  const note = (what: string) => {
    hasSeen = true
    saw(what)
  }
  try {
    if ((await probe(target, { signal, saw: note })) !== false) return true
    if (!hasSeen) saw('`false`')
  } catch (thrown) {
    if (thrown instanceof WaitFailure || thrown instanceof InvalidArgumentError) throw thrown
    // An AbortError, or a driver's error about a connection that was cut: with the wait over, nobody is told.
    saw(describeThrown(thrown))
  }
  return false
}
