import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Engine, type EngineTimeouts } from '../../../src/api/index.ts'
import { SlipwayError } from '../../../src/index.ts'
import { leftBehind } from '../../cleanup/left-behind.ts'
import { type Scenario, testLabel } from './scenarios.ts'

/** A way to the engine on which something may go wrong. */
export interface Road {
  /** For `Engine.connect({ host })`. */
  readonly host: string
  /** All is well from now on. */
  heal(): Promise<void> | void
  /** How many connections clients have open. */
  openConnections(): Promise<number>
}

export interface Trial {
  readonly road: Road
  /** The engine without a fault. */
  readonly honest: Engine
  readonly timeouts: EngineTimeouts
  /** Whether what was started is stopped before all is well again. @default never */
  readonly stopsUnhealed?: () => boolean
}

export interface Verdict {
  /** What the start ended with, or else the stop: nothing is success. */
  readonly error: unknown
  readonly elapsedMs: number
  /** What is wrong about how it ended; empty is right. */
  readonly flaws: readonly string[]
  /** What was there when all was well again and all that was started had been stopped. It has been removed since. */
  readonly left: readonly string[]
}

/** Starts while something goes wrong; then all is well again, and what was started is stopped. */
export const tryScenario = async (
  scenario: Scenario,
  { road, honest, timeouts, stopsUnhealed = () => false }: Trial,
): Promise<Verdict> => {
  const mark = randomUUID()
  const owned: { stop(): Promise<unknown> }[] = []
  const flaws: string[] = []
  const left: string[] = []
  const startedAt = performance.now()
  let elapsedMs = 0
  const run = async () => {
    const engine = await Engine.connect({ host: road.host, timeouts })
    const own = owned.push.bind(owned)
    try {
      await scenario({ engine, honest, mark, own })
      if (stopsUnhealed()) for (const thing of owned.toReversed()) await thing.stop()
    } finally {
      elapsedMs = performance.now() - startedAt
      await road.heal()
      const notStopped: string[] = []
      for (const thing of owned.reverse())
        await thing.stop().catch((error: unknown) => notStopped.push(`could not be stopped afterwards: ${error}`))
      // At once: a start that has ended leaves nothing to be done later.
      left.push(...(await leftovers(honest, mark)))
      // What is left holds on to the rest.
      const consequences = left.length > 0 ? left : flaws
      consequences.push(...notStopped)
      await engine.close()
    }
  }
  const error = await within(outerLimitMs, run(), flaws)
  elapsedMs ||= performance.now() - startedAt
  await road.heal()
  if (error !== undefined && !namesWhatFailed(error)) flaws.push(`ended with ${String(error)}`)
  for (let turn = 0; turn < 100 && (await road.openConnections()) > 0; turn++) await sleep(10)
  const open = await road.openConnections()
  if (open > 0) flaws.push(`${open} connections are still open`)
  return { error, elapsedMs, flaws, left }
}

const outerLimitMs = 45_000

const leftovers = async (honest: Engine, mark: string): Promise<readonly string[]> => {
  const label = `${testLabel}=${mark}`
  const left = await leftBehind(honest, label)
  // So that the next one finds the engine as it was.
  for (const { Id } of await honest.containers.list({ all: true, filters: { label: [label] } }))
    await honest.containers.remove(Id, { force: true, volumes: true })
  for (const { Id } of await honest.networks.list({ filters: { label: [label] } })) await honest.networks.remove(Id)
  for (const { Name } of (await honest.volumes.list({ filters: { label: [label] } })).Volumes)
    await honest.volumes.remove(Name)
  return left
}

const within = async (limitMs: number, work: Promise<void>, flaws: string[]): Promise<unknown> => {
  const limit = new AbortController()
  const tooLate = sleep(limitMs, 'late', { signal: limit.signal }).catch(() => 'over')
  try {
    if ((await Promise.race([work, tooLate])) === 'late') flaws.push(`did not end within ${limitMs / 1000} s`)
    return undefined
  } catch (error) {
    return error
  } finally {
    limit.abort()
  }
}

/** A typed error that says which request failed, or what was to be done. */
const namesWhatFailed = (error: unknown): boolean =>
  SlipwayError.is(error) &&
  /`(GET|PUT|POST|DELETE|HEAD) \/|did not become ready|could not be (pulled|built)|did not say its id|as no container engine does/.test(
    error.message,
  )
