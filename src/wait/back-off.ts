import { setTimeout as after } from 'node:timers/promises'

export interface PollOptions {
  /** The delay grows by half from 10 ms up to this. */
  readonly maxDelayMs: number
  readonly signal: AbortSignal
}

/** Asks until the answer is yes: often at first, since a warm server is up in milliseconds, then more and more rarely. */
export const pollUntil = async (ask: () => Promise<boolean>, { maxDelayMs, signal }: PollOptions): Promise<void> => {
  for (let attempt = 0; !(await ask()); attempt++) await pause(delayMs(attempt, maxDelayMs), signal)
}

/** 10, 15, 23, 34, 51, 76, … ms for the attempts 0, 1, 2, … */
export const delayMs = (attempt: number, maxDelayMs: number): number =>
  Math.min(Math.round(firstDelayMs * 1.5 ** attempt), maxDelayMs)

export const firstDelayMs = 10

/** @throws an AbortError as soon as the signal aborts */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => after(ms, undefined, { signal })
