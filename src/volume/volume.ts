import { randomUUID } from 'node:crypto'
import type { CallOptions, Engine } from '../api/index.ts'
import { sessionLabel } from '../cleanup/labels.ts'
import { session } from '../cleanup/session.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { goneIsFine } from '../run/gone.ts'
import { makeMarked } from '../run/make-marked.ts'
import { keyOn, settling } from '../run/outstanding.ts'
import { removeLabelledVolumes } from '../run/remove.ts'
import { undo } from '../run/undo.ts'

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

  /** Creates the volume; a name that exists gives that volume, which disposing then leaves alone. @see Engine API operation VolumeCreate */
  async start({ signal }: CallOptions = {}): Promise<StartedVolume> {
    signal?.throwIfAborted()
    const engine = this.#engine ?? (await defaultEngine())
    session().guard(engine)
    const { Name, Labels } = await makeMarked({
      make: (mark, late) => {
        const request = { Name: this.#name ?? randomUUID(), Labels: { ...session().labels, ...this.#labels, ...mark } }
        return engine.volumes.create(request, { signal: late })
      },
      key: ({ Name }) => keyOn(engine, Name),
      remove: (label, limit) => removeLabelledVolumes(engine, label, limit),
      signal,
    })
    // The engine answers with the volume of that name if there is one: its files are somebody else's, and stay.
    const started = new StartedVolume(engine, Name, Labels?.[sessionLabel] === session().id)
    if (signal?.aborted) await undo(() => started[Symbol.asyncDispose]())
    signal?.throwIfAborted()
    return started
  }
}

/** A volume that exists. Mount it with `withBindMounts([{ source: volume.getName(), target: '/data' }])`. Disposing removes it, unless it was there before. */
export class StartedVolume implements AsyncDisposable {
  readonly #engine: Engine
  readonly #name: string
  readonly #isOurs: boolean

  constructor(engine: Engine, name: string, isOurs: boolean) {
    this.#engine = engine
    this.#name = name
    this.#isOurs = isOurs
  }

  getName(): string {
    return this.#name
  }

  /** Removes it, with its files. One that is gone is a success. @throws ConflictError when a container still uses it */
  async stop(): Promise<void> {
    await goneIsFine(settling(keyOn(this.#engine, this.#name), this.#engine.volumes.remove(this.#name)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOurs) await this.stop()
  }
}
