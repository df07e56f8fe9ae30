import { setTimeout as after } from 'node:timers/promises'
import { InvalidArgumentError } from '../events/error.ts'
import { raceToReady, WaitTimeout } from './race.ts'
import { StartupError, type StartupFailure } from './startup-error.ts'
import { WaitFailure, type WaitStrategy } from './strategy.ts'
import type { ContainerExit, LastMoments, WaitTarget } from './target.ts'
import { WaitLog } from './wait-log.ts'
import { describeExitCode, duration } from './words.ts'

export interface UntilReadyOptions {
  /** The limit of strategies that have none of their own, in ms from the start. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** When the container started, on the clock of `performance.now()`. @default now */
  readonly startedAt?: number
}

/**
 * Resolves when a started container is ready, and rejects within milliseconds when it never will be.
 *
 * @throws StartupError with what it waited for and what the container said last
 * @throws InvalidArgumentError when the strategy asks for what the container does not have, such as a port
 * @throws the reason of the signal
 */
export async function untilReady(
  target: WaitTarget,
  strategy: WaitStrategy,
  { timeoutMs, signal, startedAt = performance.now() }: UntilReadyOptions,
): Promise<void> {
  const log = new WaitLog(strategy.describe())
  try {
    await raceToReady(strategy, { target, timeoutMs, startedAt, signal, log, isPart: false, saysWhyItFailed: false })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof InvalidArgumentError) throw error
    const elapsedMs = performance.now() - startedAt
    const waits = log.reports()
    const last = await lastMoments(target, signal)
    const { reason, what, exit, cause } = judge(error, last, elapsedMs)
    throw new StartupError(
      {
        image: target.image,
        containerId: target.id,
        reason,
        what,
        elapsedMs,
        waits,
        last: { ...last, exitCode: exit?.exitCode ?? last.exitCode },
      },
      cause === undefined ? {} : { cause },
    )
  }
}

interface Verdict {
  readonly reason: StartupFailure
  readonly what: string
  readonly exit?: ContainerExit
  readonly cause?: unknown
}

const judge = (error: unknown, last: LastMoments, elapsedMs: number): Verdict => {
  if (error instanceof WaitTimeout) return { reason: 'timeout', what: error.message, cause: error.cause }
  if (error instanceof WaitFailure) {
    const { exit, message, cause } = error
    if (exit) return { reason: 'exited', what: describeExit(exit, elapsedMs, message), exit, cause }
    return { reason: 'failed', what: `${message} (after ${duration(elapsedMs)}).`, cause }
  }
  // A request to the engine about a container that is ending can fail before the news of the end arrives.
  if (last.exitCode !== undefined) {
    const exit = { exitCode: last.exitCode }
    return { reason: 'exited', what: describeExit(exit, elapsedMs), exit, cause: error }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { reason: 'failed', what: `a wait threw after ${duration(elapsedMs)}: ${message}`, cause: error }
}

const describeExit = ({ exitCode }: ContainerExit, elapsedMs: number, why?: string): string =>
  `it exited with ${describeExitCode(exitCode)} after ${duration(elapsedMs)}${why ? `: ${why}` : ''}.`

// An engine that hangs must not keep the error from coming.
const lastMomentsLimitMs = 6_000

const lastMoments = async (target: WaitTarget, signal: AbortSignal | undefined): Promise<LastMoments> => {
  const asked = new AbortController()
  const stop = () => asked.abort()
  signal?.addEventListener('abort', stop)
  try {
    const limit = after(lastMomentsLimitMs, unknownMoments, { signal: asked.signal })
    return await Promise.race([target.lastMoments().catch(() => unknownMoments), limit])
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    asked.abort()
  }
}

const unknownMoments: LastMoments = {
  status: 'unknown',
  exitCode: undefined,
  oomKilled: false,
  restarts: 0,
  healthLog: [],
  logTail: [],
}
