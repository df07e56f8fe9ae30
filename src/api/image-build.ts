import type { Readable } from 'node:stream'
import { BuildLog } from './build-log.ts'
import { BuildError } from './errors.ts'
import { registryConfig } from './links/registry-auth.ts'
import type { QueryValue } from './path.ts'
import { followProgress, type ProgressOptions } from './progress.ts'
import type { AuthConfig } from './types/index.ts'
import type { Call, Wire } from './wire.ts'

export interface ImageBuildOptions extends ProgressOptions {
  /** Names for the image: `name[:tag]`. */
  readonly t?: readonly string[] | undefined
  /** Path in the context. @default Dockerfile */
  readonly dockerfile?: string | undefined
  /** Values for `ARG`. They stay readable in the image's history: no secrets. */
  readonly buildargs?: Readonly<Record<string, string>> | undefined
  /** Stage to stop at. @default the last */
  readonly target?: string | undefined
  /** `os/arch[/variant]` @default the engine's */
  readonly platform?: string | undefined
  /** Ask the registry for newer base images. @default false */
  readonly pull?: boolean | undefined
  /** Run every step again. @default false */
  readonly nocache?: boolean | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** Of the RUN steps: `bridge`, `host`, `none`, `container:<name or id>`, or a network. */
  readonly networkmode?: string | undefined
  /** `name:address`, for the RUN steps. */
  readonly extrahosts?: readonly string[] | undefined
  /** Images whose layers may be used again. */
  readonly cachefrom?: readonly string[] | undefined
  /** Bytes of /dev/shm in RUN steps. @default 64 MiB */
  readonly shmsize?: number | undefined
  /** Credentials for base images; keys are registry hosts. */
  readonly registryAuth?: Readonly<Record<string, AuthConfig>> | undefined
}

/** Builds an image; resolves with its id. */
export const buildImage = async (
  wire: Wire,
  context: Readable | Uint8Array,
  options: ImageBuildOptions,
): Promise<string> => {
  const { onProgress, registryAuth, signal } = options
  const log = new BuildLog()
  const failure = (message: string, cause?: Error) =>
    new BuildError(options.t?.[0] ?? '<none>', message, { step: log.step, output: log.output, cause })
  const headers = registryConfig(registryAuth)
  const call: Call = { method: 'POST', path: '/build', query: buildQuery(options), tar: context, headers, signal }
  await followProgress(wire, call, {
    onMessage: (message) => {
      log.add(message)
      onProgress?.(message)
    },
    failure,
  })
  if (log.imageId === undefined) throw failure('the engine ended the build without naming an image')
  return log.imageId
}

const buildQuery = (options: ImageBuildOptions): Record<string, QueryValue> => {
  const { onProgress: _, signal: __, registryAuth: ___, cachefrom, ...query } = options
  // Leftovers of a build that failed would otherwise stay as stopped containers.
  return { ...query, cachefrom: cachefrom && JSON.stringify(cachefrom), rm: true, forcerm: true }
}
