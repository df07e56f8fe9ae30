import type { Readable } from 'node:stream'
import type { Engine, EngineBuildOptions, ImageInspect } from '../api/index.ts'
import { pullImage } from '../run/pull.ts'
import type { ImageName } from '../spec/image-name.ts'

/** Images, as users of testcontainers know them. */
export class RuntimeImageClient {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** @param context folder with a Dockerfile, or a tar archive. @throws BuildError */
  async build(context: string | Readable | Uint8Array, options: EngineBuildOptions = {}): Promise<void> {
    await this.#engine.build(context, options)
  }

  /** @param options.force ask the registry although the engine has it. @default false. @throws ImagePullError */
  async pull(
    { string }: Pick<ImageName, 'string'>,
    { force = false, platform }: { readonly force?: boolean; readonly platform?: string | undefined } = {},
  ): Promise<void> {
    if (!force && platform === undefined && (await this.#engine.images.exists(string))) return
    await pullImage(this.#engine, string, { platform })
  }

  inspect({ string }: Pick<ImageName, 'string'>): Promise<ImageInspect> {
    return this.#engine.images.inspect(string)
  }

  exists({ string }: Pick<ImageName, 'string'>): Promise<boolean> {
    return this.#engine.images.exists(string)
  }
}
