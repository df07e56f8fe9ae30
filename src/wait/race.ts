import { setMaxListeners } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { longestTimerMs } from './back-off.ts'
import { WaitFailure, type WaitStrategy, type Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'
import type { WaitLog } from './wait-log.ts'
import { describeExitCode, duration } from './words.ts'

export interface Race {
  readonly target: WaitTarget
  /** The limit of strategies that have none of their own, in ms from the start. */
  readonly timeoutMs: number
  /** When the container started, on the clock of performance.now(). */
  readonly startedAt: number
  readonly signal: AbortSignal | undefined
  readonly log: WaitLog
  /** Whether a limit must say whose it is, because other waits run beside. */
  readonly isPart: boolean
  /** Whether its reason to fail is noted, because it will not be that of the whole. */
  readonly saysWhyItFailed: boolean
}

/** A limit has passed; the words follow "did not become ready: ". */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout'
  /** The same in few words, for the line of a part. */
  readonly brief: string

  constructor(message: string, brief: string, options?: ErrorOptions) {
    super(message, options)
    this.brief = brief
  }
}

/**
 * Waits for one strategy until it is ready or fails, the container exits, a limit passes or the signal aborts, whichever comes
 * first. What has lost is told to stop and not waited for.
 *
 * @throws the signal's reason, WaitTimeout, WaitFailure, or whatever the strategy threw
 */
export async function raceToReady(strategy: WaitStrategy, race: Race): Promise<void> {
  const { signal } = race
  signal?.throwIfAborted()
  const over = new AbortController()
  // A composite has a listener for each part: that is no leak.
  setMaxListeners(0, over.signal)
  const stop = () => over.abort(signal?.reason)
  signal?.addEventListener('abort', stop)
  try {
    await Promise.race([
      strategy.untilReady(race.target, watch(race, over.signal)),
      ...failOnExit(strategy, race),
      ...failOnLimit(strategy, race, over.signal),
      failOnAbort(over.signal),
    ])
    race.log.finish()
  } catch (error) {
    // That it was stopped is no reason of its own.
    if (race.saysWhyItFailed && !over.signal.aborted) race.log.fail(reasonOf(error))
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    over.abort()
  }
}

const watch = (race: Race, signal: AbortSignal): Watch => ({
  signal,
  timeoutMs: race.timeoutMs,
  saw: (what) => {
    // What a loser sees of its own end would hide what it saw before.
    if (!signal.aborted) race.log.saw(what)
  },
  part: (strategy, { timeoutMs = race.timeoutMs, saysWhyItFailed = race.saysWhyItFailed } = {}) => {
    const log = race.log.part(strategy.describe())
    return raceToReady(strategy, { ...race, signal, timeoutMs, isPart: true, saysWhyItFailed, log })
  },
})

const reasonOf = (error: unknown): string => {
  if (error instanceof WaitTimeout) return error.brief
  if (error instanceof WaitFailure && error.exit)
    return error.message || `it exited with ${describeExitCode(error.exit.exitCode)}`
  return error instanceof Error ? error.message : String(error)
}

const failOnExit = ({ noticesExit }: WaitStrategy, { target }: Race): readonly Promise<never>[] =>
  noticesExit
    ? []
    : [
        target.exited.then((exit) => {
          throw new WaitFailure('', { exit })
        }),
      ]

const failOnLimit = (strategy: WaitStrategy, race: Race, signal: AbortSignal): readonly Promise<never>[] => {
  const limitMs = strategy.startupTimeoutMs ?? race.timeoutMs
  const restMs = race.startedAt + limitMs - performance.now()
  if (restMs > longestTimerMs) return []
  return [
    after(Math.max(restMs, 0), undefined, { signal }).then(() => {
      throw new WaitTimeout(
        describeLimit(strategy, limitMs, race.isPart),
        `it was not ready after ${duration(limitMs)}`,
      )
    }),
  ]
}

const describeLimit = (strategy: WaitStrategy, limitMs: number, isPart: boolean): string => {
  const { limitName = 'startup timeout', startupTimeoutMs } = strategy
  const whose = isPart && startupTimeoutMs !== undefined ? ` of the wait for ${strategy.describe()}` : ''
  const setter = limitName === 'deadline' ? 'withDeadline()' : 'withStartupTimeout()'
  return `it was not ready after ${duration(limitMs)} (${limitName}${whose}). Raise ${setter} if it needs longer.`
}

const failOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
