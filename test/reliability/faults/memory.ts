import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Growth {
  /** The most that all of the process took beyond what it took before. */
  readonly peakMb: number
  /** What it still has when all garbage is gone: objects, strings and bytes. */
  readonly keptMb: number
}

/** How much memory work takes. Numbers of before are taken without garbage. */
export const growthOf = async (work: () => Promise<unknown>): Promise<Growth> => {
  collect()
  const before = process.memoryUsage()
  let peak = before.rss
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 10)
  try {
    await work()
  } finally {
    clearInterval(watch)
  }
  collect()
  const after = process.memoryUsage()
  const kept = after.heapUsed + after.external - before.heapUsed - before.external
  return { peakMb: inMb(peak - before.rss), keptMb: inMb(kept) }
}

setFlagsFromString('--expose-gc')
const gc: () => void = runInNewContext('gc')

const collect = (): void => {
  gc()
  gc()
}

const inMb = (bytes: number): number => Math.round(bytes / 1e5) / 10
