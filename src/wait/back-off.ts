import { setTimeout as after } from 'node:timers/promises'
import type { ContainerExit } from './target.ts'

export interface PollOptions {
  /** The same pause after every answer, in ms. @default one that grows by half from 10 ms up to maxDelayMs */
  readonly intervalMs?: number | undefined
  readonly maxDelayMs: number
  /** Given when an exit is no end by itself: what a container leaves behind may be what is asked for. */
  readonly exited?: Promise<ContainerExit>
  readonly signal: AbortSignal
}

/**
 * Asks until the answer is yes: often at first, since a warm server is up in milliseconds, then more and more rarely.
 *
 * @returns with `exited` the exit after which the answer still was no
 */
export const pollUntil = async (
  ask: () => Promise<boolean>,
  { intervalMs, maxDelayMs, exited, signal }: PollOptions,
): Promise<ContainerExit | undefined> => {
  const known: { exit?: ContainerExit } = {}
  const ended = exited?.then((exit) => {
    known.exit = exit
  })
  for (let attempt = 0; ; attempt++) {
    const { exit } = known
    if (await ask()) return undefined
    if (exit) return exit
    const pausing = pause(intervalMs ?? delayMs(attempt, maxDelayMs), signal)
    await (ended === undefined ? pausing : Promise.race([pausing, ended]))
  }
}

/** 10, 15, 23, 34, 51, 76, … ms for the attempts 0, 1, 2, … */
export const delayMs = (attempt: number, maxDelayMs: number): number =>
  Math.min(Math.round(firstDelayMs * 1.5 ** attempt), maxDelayMs)

export const firstDelayMs = 10

/** A longer timer would fire at once: this is three weeks. */
export const longestTimerMs: number = 2 ** 31 - 1

/** @throws an AbortError as soon as the signal aborts */
export const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  after(Math.min(ms, longestTimerMs), undefined, signal && { signal })
