import { randomUUID } from 'node:crypto'
import type { BuildSecret, ContextContent, Engine } from '../api/index.ts'
import { session } from '../cleanup/session.ts'
import { type BuildRequest, buildImage } from '../image/build.ts'
import { defaultEngine } from '../run/default-engine.ts'
import type { ImagePullPolicy } from '../run/pull-policy.ts'
import type { GenericContainer } from './generic-container.ts'

export interface BuildOptions {
  /** The image goes with this process. @default true */
  readonly deleteOnExit: boolean
}

/** Describes the build of an image, and builds it. */
export class GenericContainerBuilder {
  readonly #container: (image: string) => GenericContainer
  #request: BuildRequest
  #engine: Engine | undefined

  constructor(request: BuildRequest, container: (image: string) => GenericContainer) {
    this.#request = request
    this.#container = container
  }

  /**
   * Adds files of the context made of text or bytes, with or without a folder, whose files of the same path they stand in for. They are
   * sent whatever a .dockerignore says, and one of them can be that, or the Dockerfile. Later ones win.
   */
  withContextContent(contextContent: readonly ContextContent[]): this {
    return this.#change({ contextContent: [...(this.#request.contextContent ?? []), ...contextContent] })
  }

  /** Adds values for `ARG`; later values win. They stay readable in the image's history: no secrets. */
  withBuildArgs(buildArgs: Readonly<Record<string, string>>): this {
    return this.#change({ buildArgs: { ...this.#request.buildArgs, ...buildArgs } })
  }

  /** Whether the registry is asked for newer base images. */
  withPullPolicy(pullPolicy: ImagePullPolicy): this {
    return this.#change({ pull: pullPolicy.shouldPull() === true })
  }

  /** Whether steps of earlier builds are used. @default true */
  withCache(cache: boolean): this {
    return this.#change({ cache })
  }

  /** Stage to stop at. @default the last */
  withTarget(target: string): this {
    return this.#change({ target })
  }

  /** `os/arch[/variant]`. @default the engine's */
  withPlatform(platform: string): this {
    return this.#change({ platform })
  }

  /**
   * Secrets for `RUN --mount=type=secret,id=…`, by id: a text, `{ file }` or `{ env }`. Later ones win. They do not get into
   * the image. Needs BuildKit.
   */
  withSecrets(secrets: Readonly<Record<string, BuildSecret>>): this {
    return this.#change({ secrets: { ...this.#request.secrets, ...secrets } })
  }

  /** Insists on BuildKit, which is used anyway where the engine has it. */
  withBuildkit(): this {
    return this.#change({ builder: 'buildkit' })
  }

  /** Builds on this engine instead of the one that is found by default. */
  withEngine(engine: Engine): this {
    this.#engine = engine
    return this
  }

  /**
   * Builds the image, and gives a builder for containers of it.
   *
   * @param image its name. @default a random one
   * @throws BuildError with the step that failed and its last output
   */
  async build(
    image: string = `localhost/slipway-${randomUUID()}:latest`,
    options: BuildOptions = { deleteOnExit: true },
  ): Promise<GenericContainer> {
    const engine = this.#engine ?? (await defaultEngine())
    if (options.deleteOnExit) session().guard(engine)
    await buildImage(engine, image, { ...this.#request, labels: options.deleteOnExit ? session().labels : {} })
    const container = this.#container(image)
    return this.#engine ? container.withEngine(this.#engine) : container
  }

  #change(patch: Partial<BuildRequest>): this {
    this.#request = { ...this.#request, ...patch }
    return this
  }
}
