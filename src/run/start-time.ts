import type { ContainerState } from '../api/index.ts'

/** When this run of the container began, in the form of the engine's `since`: Unix seconds, rounded down to microseconds. */
export const startTime = ({ StartedAt }: Pick<ContainerState, 'StartedAt'>): number => {
  const [, fraction = '0'] = /\.(\d+)/.exec(StartedAt) ?? []
  const wholeSeconds = Math.floor(Date.parse(StartedAt) / 1000)
  return wholeSeconds + Math.floor(Number(`0.${fraction}`) * 1e6) / 1e6
}
