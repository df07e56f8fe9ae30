import type { ContainerState } from '../api/index.ts'

/**
 * Where the log of this run begins, as the engine's `since`; undefined for a first run, whose log is all there is.
 *
 * It is the end of the run before. The start of this run would be too late: the engine notes it after the process runs, and the first
 * lines may be older than that.
 */
export const logStart = ({ FinishedAt }: Pick<ContainerState, 'FinishedAt'>): number | undefined => {
  const seconds = unixSeconds(FinishedAt)
  return seconds > 0 ? seconds : undefined
}

/** Unix seconds of an RFC 3339 time, rounded down to microseconds: a double holds no more. */
export const unixSeconds = (time: string): number => {
  const [, fraction = '0'] = /\.(\d+)/.exec(time) ?? []
  return Math.floor(Date.parse(time) / 1000) + Math.floor(Number(`0.${fraction}`) * 1e6) / 1e6
}
