import type { Engine, ProgressMessage } from '../api/index.ts'

/** How an image is built. */
export interface BuildRequest {
  /** Folder that is sent to the engine, less what its .dockerignore excludes. */
  readonly context: string
  /** Path in the context. @default Dockerfile */
  readonly dockerfile?: string | undefined
  /** Values for `ARG`. They stay readable in the image's history: no secrets. */
  readonly buildArgs?: Readonly<Record<string, string>> | undefined
  /** Stage to stop at. @default the last */
  readonly target?: string | undefined
  /** `os/arch[/variant]`. @default the engine's */
  readonly platform?: string | undefined
  /** Use steps of earlier builds. @default true */
  readonly cache?: boolean | undefined
  /** Ask the registry for newer base images. @default false */
  readonly pull?: boolean | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly onProgress?: ((message: ProgressMessage) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Builds an image from a folder with a Dockerfile.
 *
 * @throws InvalidArgumentError when the folder or the Dockerfile does not exist
 * @throws BuildError with the step that failed and its last output
 */
export const buildImage = async (engine: Engine, name: string, request: BuildRequest): Promise<void> => {
  const { context, dockerfile = 'Dockerfile', buildArgs, cache = true, labels, ...rest } = request
  const { buildContext } = await import('./build-context.ts')
  await engine.images.build(await buildContext(context, dockerfile), {
    ...rest,
    t: [name],
    dockerfile,
    buildargs: buildArgs,
    nocache: !cache,
    labels,
  })
}
