import { AsyncLocalStorage } from 'node:async_hooks'
import type { StartedTestContainer } from './test-container.ts'

/** Something that becomes a container: every builder of one. */
export interface Startable<T extends StartedTestContainer = StartedTestContainer> {
  start(options?: { readonly signal?: AbortSignal | undefined }): Promise<T>
}

/**
 * Starts that belong together: one that fails ends the others, and a container that several depend on is started once.
 *
 * It is found through the asynchronous context and not through a parameter, because `start()` of a custom container hands none on.
 */
export class StartScope {
  readonly #starts = new Map<Startable, Promise<StartedTestContainer>>()
  readonly #started: StartedTestContainer[] = []
  readonly #failed = new AbortController()
  #isOver = false
  /** Aborts when one start has failed, with what it threw, and when the caller's own signal does. */
  readonly signal: AbortSignal

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal ? AbortSignal.any([signal, this.#failed.signal]) : this.#failed.signal
  }

  /** The scope that this code runs in, if any. */
  static current(): StartScope | undefined {
    const scope = scopes.getStore()
    return scope === undefined || scope.#isOver ? undefined : scope
  }

  /** Starts a container of its own. Whoever depends on the builder gets the one that was started first. */
  start<T extends StartedTestContainer>(builder: Startable<T>): Promise<T> {
    // Not in this turn: all that are listed are known before the first of them asks for what it depends on.
    const starting = Promise.resolve().then(() => this.#run(builder))
    if (!this.#starts.has(builder)) this.#starts.set(builder, starting)
    return starting
  }

  /** Resolves when one container of each builder is ready, whoever has started it. */
  async need(builders: readonly Startable[]): Promise<void> {
    await Promise.all(builders.map((builder) => this.#starts.get(builder) ?? this.start(builder)))
  }

  /** Ends what is being started. @returns what went wrong first */
  async undo(error: unknown): Promise<unknown> {
    this.#failed.abort(error)
    await Promise.allSettled(this.#starts.values())
    // What went wrong first is what the user needs; what cannot be removed now is removed when the session ends.
    await this.stop().catch(() => {})
    return this.#failed.signal.reason
  }

  /** No more starts belong to it. */
  close(): void {
    this.#isOver = true
  }

  /** Stops all that were started. */
  async stop(): Promise<void> {
    this.close()
    await Promise.all(this.#started.map((container) => container.stop()))
  }

  async #run<T extends StartedTestContainer>(builder: Startable<T>): Promise<T> {
    try {
      this.signal.throwIfAborted()
      const container = await scopes.run(this, () => builder.start({ signal: this.signal }))
      this.#started.push(container)
      return container
    } catch (error) {
      this.#failed.abort(error)
      throw error
    }
  }
}

const scopes = new AsyncLocalStorage<StartScope>()
