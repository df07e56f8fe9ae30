import { BuildError, Engine, ImagePullError } from '../../../src/api/index.ts'
import { StartupError } from '../../../src/index.ts'
import { engineSocket } from '../../support/engine-socket.ts'
import { times } from '../soak.ts'
import type { Fault } from './fault.ts'
import { type FaultProxy, faultProxy } from './fault-proxy.ts'
import { operationOf } from './operation.ts'
import type { Scenario } from './scenarios.ts'
import { tryScenario, type Verdict } from './trial.ts'

/** One request of a scenario. */
export interface Step {
  readonly operation: string
  /** Which one of this operation, from 1. */
  readonly occurrence: number
}

export interface Outcome extends Omit<Verdict, 'left'> {
  /** Whether the fault came to pass. */
  readonly wasApplied: boolean
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

  /** The first start on an engine sweeps it, which is no part of a start. */
  async warmUp(scenario: Scenario): Promise<void> {
    await this.#tryHonestly(scenario)
  }

  /** The requests of a scenario where all is well. */
  async record(scenario: Scenario): Promise<readonly Step[]> {
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
    const isSilent = fault.kind === 'silent' || fault.kind === 'silent in the body'
    const timeouts = isSilent ? { answerMs: impatientMs, progressMs: impatientMs } : { answerMs: 20_000 }
    const { applied: appliedBefore, pouredBytes: pouredBefore } = this.#proxy
    this.#proxy.inject(operation, fault, occurrence)
    // What is asked for only in the end goes wrong in the end.
    const stopsUnhealed = () => operation !== '' && this.#proxy.applied === appliedBefore
    const { left, ...verdict } = await tryScenario(scenario, {
      road: this.#proxy,
      honest: this.#honest,
      timeouts,
      stopsUnhealed,
    })
    const poured = this.#proxy.pouredBytes - pouredBefore
    const flaws = [
      ...verdict.flaws,
      ...(verdict.error === undefined || says(verdict.error, operation) ? [] : ['does not name the request']),
      ...left.map((what) => `left behind: ${what}`),
      ...(poured > errorBodyLimitBytes ? [`${poured} bytes of an error were read`] : []),
    ]
    return { ...verdict, wasApplied: this.#proxy.applied > appliedBefore, flaws }
  }

  async #tryHonestly(scenario: Scenario): Promise<void> {
    const { error, flaws } = await this.try(scenario, { operation: '', occurrence: 1 }, { kind: 'late', ms: 0 })
    if (error !== undefined || flaws.length > 0) throw error ?? new Error(flaws.join('; '))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#honest.close()
    await this.#proxy[Symbol.asyncDispose]()
  }
}

/**
 * Whether an error or one of its causes says which operation went wrong. Of a pull and a build, the image is what says it, and of a start that
 * ran out of time, what it still waited for. A removal that was answered wrongly may show in the next.
 */
const says = (error: unknown, operation: string): boolean => {
  if (!(error instanceof Error)) return false
  if (error instanceof StartupError && error.reason === 'timeout') return error.message.includes('Waited for')
  const named = [...error.message.matchAll(/`(GET|PUT|POST|DELETE|HEAD) (\/[^`]*)`/g)]
  const isSame = (method: string, path: string) =>
    operationOf(method, path) === operation || (method === 'DELETE' && operation.startsWith('DELETE '))
  if (named.some(([, method = '', path = '']) => isSame(method, path))) return true
  if (error instanceof ImagePullError && operation === 'POST /images/create') return true
  if (error instanceof BuildError && ['POST /build', 'POST /session'].includes(operation)) return true
  return says(error.cause, operation)
}

const impatientMs = times(2_500, 4_000)
// 1 MiB is read; the rest is what sockets and their streams hold.
const errorBodyLimitBytes = (1 << 20) + (1 << 19)
