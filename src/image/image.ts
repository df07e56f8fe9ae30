import {
  type AuthConfig,
  type Engine,
  type ImageHistoryItem,
  type ImageInspect,
  type ProgressMessage,
  splitTag,
} from '../api/index.ts'
import { session } from '../cleanup/session.ts'
import { goneIsFine } from '../run/gone.ts'
import { type BuildRequest, buildImage } from './build.ts'

/** Progress and abort of a transfer. */
export interface TransferOptions {
  readonly platform?: string | undefined
  /** For a registry that asks for it. @default none */
  readonly auth?: AuthConfig | undefined
  readonly onProgress?: ((message: ProgressMessage) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** One image of an engine, by its name. Disposing removes what this handle built or tagged, never what it pulled. */
export class Image implements AsyncDisposable {
  /** As it was given, such as `redis:7`. */
  readonly name: string
  readonly #engine: Engine
  #isOurs = false

  constructor(engine: Engine, name: string) {
    this.#engine = engine
    this.name = name
  }

  /** Fetches it from its registry. @throws ImagePullError with the registry's reason */
  async pull(options: TransferOptions = {}): Promise<this> {
    await this.#engine.images.pull(this.name, options)
    return this
  }

  /** Builds it from a folder with a Dockerfile, or from text and bytes. @throws BuildError with the step that failed and its last output */
  async build(request: BuildRequest): Promise<this> {
    session().guard(this.#engine)
    await buildImage(this.#engine, this.name, { ...request, labels: { ...session().labels, ...request.labels } })
    this.#isOurs = true
    return this
  }

  /** Gives it a further name, `name[:tag]`, and returns the handle of that. */
  async tag(name: string): Promise<Image> {
    const { name: repo, tag } = splitTag(name)
    await this.#engine.images.tag(this.name, { repo, tag })
    const tagged = new Image(this.#engine, name)
    tagged.#isOurs = true
    return tagged
  }

  /** Sends it to the registry in its name. @throws ImagePushError with the registry's reason */
  async push(options: Omit<TransferOptions, 'platform'> = {}): Promise<this> {
    await this.#engine.images.push(this.name, options)
    return this
  }

  /** Everything that the engine knows of it. @throws NotFoundError when it is not there */
  inspect(): Promise<ImageInspect> {
    return this.#engine.images.inspect(this.name)
  }

  /** Whether the engine has it. */
  exists(): Promise<boolean> {
    return this.#engine.images.exists(this.name)
  }

  /** How it was made, the last step first. */
  history(): Promise<ImageHistoryItem[]> {
    return this.#engine.images.history(this.name)
  }

  /** Takes this name away, and the image with its last name. One that is gone is a success. */
  async remove({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    this.#isOurs = false
    await goneIsFine(this.#engine.images.remove(this.name, { force }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOurs) await this.remove({ force: true })
  }
}
