import { setTimeout as sleep } from 'node:timers/promises'
import { readText } from '../stream/read.ts'
import type { RawRequest, RawResponse } from './transport.ts'

/** How the engine is felt for while something without a limit is under way, in ms; 0 is not at all. */
export interface PulseLimits {
  /** From one question to the next. */
  readonly idleMs: number
  /** Within which it must be answered. */
  readonly answerMs: number
}

/** The engine kept silent for longer than it may; the words are those of a cause. */
export class Silence extends Error {}

/** Something under way that may rightly be silent for ever. */
export interface Endless {
  /** A number that grows with what came. */
  heard(): number
  giveUp(reason: Error): void
}

/**
 * Ends what waits for an engine that hangs. Such an engine closes nothing, so its silence looks like that of a log to which nobody
 * writes: it is asked for a sign of life now and then.
 */
export class Pulse {
  readonly #ask: (request: RawRequest) => Promise<RawResponse>
  readonly #limits: PulseLimits
  readonly #endless = new Set<Endless>()
  #timer: NodeJS.Timeout | undefined
  #isAsking = false

  constructor(ask: (request: RawRequest) => Promise<RawResponse>, limits: PulseLimits) {
    this.#ask = ask
    this.#limits = limits
  }

  /** @returns what to call when it is over */
  watch(endless: Endless): () => void {
    if (this.#limits.idleMs === 0 || this.#limits.answerMs === 0) return () => {}
    this.#endless.add(endless)
    // It keeps no process alive.
    this.#timer ??= setInterval(() => void this.#feel(), this.#limits.idleMs).unref()
    return () => {
      this.#endless.delete(endless)
      if (this.#endless.size === 0) this.stop()
    }
  }

  /** Watches nothing any more. */
  stop(): void {
    this.#endless.clear()
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #feel(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const before = [...this.#endless].map((endless) => ({ endless, heard: endless.heard() }))
    try {
      await this.#answers()
    } catch (cause) {
      const reason = new Error(`the engine gave no sign of life: ${wordsOf(cause)}`, { cause })
      for (const { endless, heard } of before)
        if (this.#endless.has(endless) && endless.heard() === heard) endless.giveUp(reason)
    } finally {
      this.#isAsking = false
    }
  }

  /** That no connection is to be had is no silence: it may be a matter of this side, or of the network. It is tried until the limit. */
  async #answers(): Promise<void> {
    const until = performance.now() + this.#limits.answerMs
    for (;;) {
      try {
        return await this.#ping()
      } catch (error) {
        if (this.#endless.size === 0) return
        if (error instanceof Silence || performance.now() > until) throw error
        await sleep(retryMs, undefined, { ref: false })
      }
    }
  }

  async #ping(): Promise<void> {
    const failure = (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause)))
    const { body } = await this.#ask({ method: 'GET', path: '/_ping', silenceMs: this.#limits.answerMs, failure })
    await readText(body, longestAnswer)
  }
}

const retryMs = 500
const longestAnswer = 1 << 16

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
