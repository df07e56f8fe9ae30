import { randomUUID } from 'node:crypto'
import type { CallOptions, Engine } from '../api/index.ts'
import { session } from '../cleanup/session.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { goneIsFine } from '../run/gone.ts'

/** A network for containers that find each other by their aliases. */
export class Network {
  #name: string | undefined
  #labels: Readonly<Record<string, string>> = {}
  #internal = false
  #engine: Engine | undefined

  /** @default a random name */
  withName(name: string): this {
    this.#name = name
    return this
  }

  /** Adds labels; later values win. */
  withLabels(labels: Readonly<Record<string, string>>): this {
    this.#labels = { ...this.#labels, ...labels }
    return this
  }

  /** No way out: its containers reach only each other. */
  withInternal(): this {
    this.#internal = true
    return this
  }

  /** Creates it on this engine instead of the one that is found by default. */
  withEngine(engine: Engine): this {
    this.#engine = engine
    return this
  }

  /**
   * Creates the network.
   *
   * @throws ConflictError when the name is in use
   * @throws the reason of the signal, and then there is no network
   * @see Engine API operation NetworkCreate
   */
  async start({ signal }: CallOptions = {}): Promise<StartedNetwork> {
    signal?.throwIfAborted()
    const engine = this.#engine ?? (await defaultEngine())
    const name = this.#name ?? randomUUID()
    session().guard(engine)
    const { Id } = await engine.networks.create({
      Name: name,
      CheckDuplicate: true,
      Driver: 'bridge',
      Internal: this.#internal,
      Labels: { ...session().labels, ...this.#labels },
    })
    const started = new StartedNetwork(engine, Id, name)
    // Looked at again, not handed on: a request that is cut off may still make a network, whose id nobody would know.
    if (signal?.aborted) await started.stop()
    signal?.throwIfAborted()
    return started
  }
}

/** A network that exists. Disposing removes it. */
export class StartedNetwork implements AsyncDisposable {
  readonly #engine: Engine
  readonly #id: string
  readonly #name: string

  constructor(engine: Engine, id: string, name: string) {
    this.#engine = engine
    this.#id = id
    this.#name = name
  }

  getId(): string {
    return this.#id
  }

  getName(): string {
    return this.#name
  }

  /** Removes it. One that is gone is a success. @throws ForbiddenError when a container is still in it */
  async stop(): Promise<StoppedNetwork> {
    await goneIsFine(this.#engine.networks.remove(this.#id))
    return new StoppedNetwork()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** A network that was removed. */
export class StoppedNetwork {}
