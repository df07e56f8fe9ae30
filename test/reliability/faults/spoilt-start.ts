import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../../../src/api/index.ts'
import { seeded } from '../hostile/seeded.ts'
import { isSoak, times } from '../soak.ts'
import { wholeStart } from './scenarios.ts'
import { type Toxic, toxics } from './toxics.ts'
import type { ToxicRoad } from './toxiproxy.ts'
import { tryScenario, type Verdict } from './trial.ts'

/** What goes wrong in one start, and when. */
export interface Spoiling {
  readonly name: string
  readonly toxic: Toxic
  /** Counted from before the engine is connected to. */
  readonly fromMs: number
  /** Until the start has ended, if undefined. */
  readonly lastsMs: number | undefined
}

/** Each toxic from the first byte on, from somewhere in the start on, and there for a while. A short run tries a few of each kind. */
export const spoilings = (seeds: number): Spoiling[] => {
  const all = Array.from({ length: seeds }, (_, seed) => {
    const chance = seeded(seed)
    return toxics(chance).flatMap(([name, kind]) =>
      streamsOf(kind).flatMap((stream): Spoiling[] => {
        const toxic = { ...kind, stream }
        const somewhere = () => 1 + chance.below(usualStartMs)
        return [
          // Only what has a seed of its own is another one the next time.
          ...(seed === 0 || kind.type === 'limit_data' ? [{ name, toxic, fromMs: 0, lastsMs: undefined }] : []),
          { name, toxic, fromMs: somewhere(), lastsMs: undefined },
          { name, toxic, fromMs: somewhere(), lastsMs: 300 + chance.below(900) },
        ]
      }),
    )
  }).flat()
  return isSoak ? all : all.filter((_, index) => index % 7 === 0)
}

/** Starts one of everything meanwhile. */
export const startSpoilt = async (
  { toxic, fromMs, lastsMs }: Spoiling,
  road: ToxicRoad,
  honest: Engine,
): Promise<Verdict> => {
  const over = new AbortController()
  const { signal } = over
  if (fromMs === 0) await road.spoil(toxic)
  const spoil = async () => {
    if (fromMs > 0) {
      await sleep(fromMs, undefined, { signal })
      await road.spoil(toxic)
    }
    if (lastsMs === undefined) return
    await sleep(lastsMs, undefined, { signal })
    await road.lift(toxic)
  }
  const spoilt = spoil().catch((error: unknown) => (signal.aborted ? undefined : Promise.reject(error)))
  spoilt.catch(() => {})
  const heal = async () => {
    over.abort()
    await spoilt
    await road.renew()
  }
  return tryScenario(wholeStart, {
    road: { host: road.host, heal, openConnections: () => road.openConnections() },
    honest,
    timeouts: { answerMs, progressMs: answerMs },
  })
}

const streamsOf = ({ type }: Omit<Toxic, 'stream'>): readonly Toxic['stream'][] =>
  type === 'refusal' ? ['downstream'] : ['upstream', 'downstream']

/** About as long as it takes where all is well. */
const usualStartMs = 1_000

const answerMs = times(1_500, 4_000)
