import type { HealthConfig } from '../api/index.ts'

/** How the engine itself checks the container. */
export interface HealthCheck {
  readonly test: readonly ['CMD-SHELL', string] | readonly ['CMD', ...string[]] | readonly ['NONE']
  /** Between two checks, ms. @default 30_000 */
  readonly interval?: number | undefined
  /** A check that takes longer has failed, ms. @default 30_000 */
  readonly timeout?: number | undefined
  /** Failures in a row that make it unhealthy. @default 3 */
  readonly retries?: number | undefined
  /** Failures in this time after the start do not count, ms. @default 0 */
  readonly startPeriod?: number | undefined
}

/** The engine's own form, in nanoseconds. */
export const healthConfig = ({ test, interval, timeout, retries, startPeriod }: HealthCheck): HealthConfig => ({
  Test: test,
  Interval: nanoseconds(interval),
  Timeout: nanoseconds(timeout),
  Retries: retries,
  StartPeriod: nanoseconds(startPeriod),
})

const nanoseconds = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms * 1e6)
