import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Engine } from '../../../src/api/index.ts'
import { SlipwayError } from '../../../src/index.ts'
import { leftBehind } from '../../cleanup/left-behind.ts'
import { engineSocket } from '../../support/engine-socket.ts'
import { times } from '../soak.ts'
import type { Fault } from './fault.ts'
import { type FaultProxy, faultProxy } from './fault-proxy.ts'
import { type Scenario, testLabel } from './scenarios.ts'

/** One request of a scenario. */
export interface Step {
  readonly operation: string
  /** Which one of this operation, from 1. */
  readonly occurrence: number
}

export interface Outcome {
  /** Whether the fault came to pass. */
  readonly wasApplied: boolean
  /** What the start ended with, or else the stop: nothing is success. */
  readonly error: unknown
  readonly elapsedMs: number
  /** What is wrong about how it ended; empty is right. */
  readonly flaws: readonly string[]
}

/** A proxy and the engine behind it: what one fault at a time is tried with. */
export class Lane implements AsyncDisposable {
  readonly #proxy: FaultProxy
  readonly #honest: Engine

  private constructor(proxy: FaultProxy, honest: Engine) {
    this.#proxy = proxy
    this.#honest = honest
  }

  static async open(): Promise<Lane> {
    return new Lane(await faultProxy(), await Engine.connect({ host: `unix://${engineSocket()}` }))
  }

  /** The requests of a scenario where all is well. */
  async record(scenario: Scenario): Promise<readonly Step[]> {
    // The first start on an engine sweeps it, which is no part of a start.
    await this.#tryHonestly(scenario)
    const from = this.#proxy.seen.length
    await this.#tryHonestly(scenario)
    const counts = new Map<string, number>()
    return this.#proxy.seen.slice(from).map((operation) => {
      const occurrence = (counts.get(operation) ?? 0) + 1
      counts.set(operation, occurrence)
      return { operation, occurrence }
    })
  }

  /** Starts, with one fault; then all is well again, and what was started is stopped. */
  async try(scenario: Scenario, { operation, occurrence }: Step, fault: Fault): Promise<Outcome> {
    const mark = randomUUID()
    const owned: { stop(): Promise<unknown> }[] = []
    const isSilent = fault.kind === 'silent' || fault.kind === 'silent in the body'
    const timeouts = isSilent ? { answerMs: impatientMs, progressMs: impatientMs } : { answerMs: 20_000 }
    const flaws: string[] = []
    const { applied: appliedBefore, pouredBytes: pouredBefore } = this.#proxy
    this.#proxy.inject(operation, fault, occurrence)
    const startedAt = performance.now()
    const run = async () => {
      const engine = await Engine.connect({ host: this.#proxy.host, timeouts })
      const own = owned.push.bind(owned)
      try {
        await scenario({ engine, honest: this.#honest, mark, own })
        // What is asked for only in the end goes wrong in the end.
        if (operation !== '' && this.#proxy.applied === appliedBefore)
          for (const thing of owned.toReversed()) await thing.stop()
      } finally {
        this.#proxy.heal()
        for (const thing of owned.reverse())
          await thing.stop().catch((error: unknown) => flaws.push(`could not be stopped afterwards: ${error}`))
        // Before the check of what is left: a start that has ended leaves nothing to be done later.
        flaws.push(...(await this.#leftovers(mark)))
        await engine.close()
      }
    }
    const error = await within(outerLimitMs, run(), flaws)
    this.#proxy.heal()
    const elapsedMs = performance.now() - startedAt
    if (error !== undefined && !namesWhatFailed(error)) flaws.push(`ended with ${String(error)}`)
    for (let turn = 0; turn < 100 && (await this.#proxy.openConnections()) > 0; turn++) await sleep(10)
    const poured = this.#proxy.pouredBytes - pouredBefore
    if (poured > errorBodyLimitBytes) flaws.push(`${poured} bytes of an error were read`)
    const open = await this.#proxy.openConnections()
    if (open > 0) flaws.push(`${open} connections are still open`)
    return { wasApplied: this.#proxy.applied > appliedBefore, error, elapsedMs, flaws }
  }

  async #tryHonestly(scenario: Scenario): Promise<void> {
    const { error, flaws } = await this.try(scenario, { operation: '', occurrence: 1 }, { kind: 'late', ms: 0 })
    if (error !== undefined || flaws.length > 0) throw error ?? new Error(flaws.join('; '))
  }

  async #leftovers(mark: string): Promise<readonly string[]> {
    const label = `${testLabel}=${mark}`
    const left = await leftBehind(this.#honest, label)
    // So that the next one finds the engine as it was.
    for (const { Id } of await this.#honest.containers.list({ all: true, filters: { label: [label] } }))
      await this.#honest.containers.remove(Id, { force: true, volumes: true })
    for (const { Id } of await this.#honest.networks.list({ filters: { label: [label] } }))
      await this.#honest.networks.remove(Id)
    for (const { Name } of (await this.#honest.volumes.list({ filters: { label: [label] } })).Volumes)
      await this.#honest.volumes.remove(Name)
    return left.map((what) => `left behind: ${what}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#honest.close()
    await this.#proxy[Symbol.asyncDispose]()
  }
}

const impatientMs = times(2_500, 4_000)
// 1 MiB is read; the rest is what sockets hold.
const errorBodyLimitBytes = 2 << 20
const outerLimitMs = 45_000

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
  /`(GET|PUT|POST|DELETE|HEAD) \/|did not become ready|could not be pulled|did not say its id|as no container engine does/.test(
    error.message,
  )
