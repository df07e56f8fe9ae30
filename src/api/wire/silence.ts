import { InvalidArgumentError } from '../../events/error.ts'

/** How long an engine may be silent before a call to it is given up, in ms; `Infinity` waits without end. */
export interface EngineTimeouts {
  /** Before what an engine answers at once, and from piece to piece of it. @default 120_000 */
  readonly answerMs?: number | undefined
  /** Before and between the messages of a pull, a push or a load, and before the first one of a build. @default 600_000 */
  readonly progressMs?: number | undefined
  /**
   * While something without a limit is under way, such as a followed log: after how long the engine is asked for a sign of life, again and
   * again. When it gives none within `answerMs`, what has been silent meanwhile is given up. @default 60_000
   */
  readonly idleMs?: number | undefined
}

export interface Silence {
  readonly answerMs: number
  readonly progressMs: number
  readonly idleMs: number
}

/** @throws InvalidArgumentError for anything but milliseconds above 0 */
export const silence = ({
  answerMs = 120_000,
  progressMs = 600_000,
  idleMs = 60_000,
}: EngineTimeouts = {}): Silence => ({
  answerMs: requireTimeout('answerMs', answerMs),
  progressMs: requireTimeout('progressMs', progressMs),
  idleMs: requireTimeout('idleMs', idleMs),
})

/** As the transport counts: 0 is without end, and a timer that is too long for Node would end at once. */
export const timerMs = (ms: number): number => (ms > longestTimerMs ? 0 : ms)

const longestTimerMs = 2 ** 31 - 1

const requireTimeout = (name: string, ms: unknown): number => {
  if (typeof ms === 'number' && ms > 0) return ms
  const got = typeof ms === 'number' ? ms : JSON.stringify(ms)
  throw new InvalidArgumentError(`Timeout \`${name}\` takes milliseconds above 0, got \`${got}\` (${typeof ms}).`)
}
