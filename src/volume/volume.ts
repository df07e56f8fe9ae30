import { randomUUID } from 'node:crypto'
import { type CallOptions, type Engine, NotFoundError } from '../api/index.ts'
import { session } from '../cleanup/session.ts'
import { defaultEngine } from '../engine/default-engine.ts'

/** A volume: files that outlive a container, and that several can share. */
export class Volume {
  #name: string | undefined
  #labels: Readonly<Record<string, string>> = {}
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

  /** Creates it on this engine instead of the one that is found by default. */
  withEngine(engine: Engine): this {
    this.#engine = engine
    return this
  }

  /** Creates the volume; a name that exists gives that volume. @see Engine API operation VolumeCreate */
  async start({ signal }: CallOptions = {}): Promise<StartedVolume> {
    signal?.throwIfAborted()
    const engine = this.#engine ?? (await defaultEngine())
    session().guard(engine)
    const { Name } = await engine.volumes.create({
      Name: this.#name ?? randomUUID(),
      Labels: { ...session().labels, ...this.#labels },
    })
    const started = new StartedVolume(engine, Name)
    if (signal?.aborted) await started.stop()
    signal?.throwIfAborted()
    return started
  }
}

/** A volume that exists. Mount it with `withBindMounts([{ source: volume.getName(), target: '/data' }])`. Disposing removes it. */
export class StartedVolume implements AsyncDisposable {
  readonly #engine: Engine
  readonly #name: string

  constructor(engine: Engine, name: string) {
    this.#engine = engine
    this.#name = name
  }

  getName(): string {
    return this.#name
  }

  /** Removes it. One that is gone is a success. @throws ConflictError when a container still uses it */
  async stop(): Promise<void> {
    try {
      await this.#engine.volumes.remove(this.#name)
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}
