import type { Readable } from 'node:stream'
import { BuildLog } from './build/log.ts'
import { BuildError } from './errors.ts'
import type { EngineKind, GatedValues } from './gate/gate.ts'
import { registryConfig } from './links/registry-auth.ts'
import type { AuthConfig, BuildProgress, Ulimit } from './types/index.ts'
import { followProgress, type ProgressOptions } from './wire/progress.ts'
import type { Call, Wire } from './wire/wire.ts'

export interface ImageBuildOptions extends ProgressOptions {
  /** `1` the classic builder, `2` BuildKit. @default 1 */
  readonly version?: '1' | '2' | undefined
  /** Names for the image: `name[:tag]`. */
  readonly t?: readonly string[] | undefined
  /** Path in the context. @default Dockerfile */
  readonly dockerfile?: string | undefined
  /** A git repository, an archive or a Dockerfile at an http address, that the engine fetches in place of the context. */
  readonly remote?: string | undefined
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
  /** Of the RUN steps: `bridge`, `host`, `none`, `container:<name or id>`, or a network. BuildKit knows `host` and `none`. */
  readonly networkmode?: string | undefined
  /** `name:address`, for the RUN steps. */
  readonly extrahosts?: readonly string[] | undefined
  /** Images whose layers may be used again. */
  readonly cachefrom?: readonly string[] | undefined
  /** Bytes of /dev/shm in RUN steps. @default 64 MiB */
  readonly shmsize?: number | undefined
  readonly ulimits?: readonly Ulimit[] | undefined
  /** Tell nothing but the image's id. @default false */
  readonly q?: boolean | undefined
  /** Remove the containers of the steps after a success. Classic builder. @default true */
  readonly rm?: boolean | undefined
  /** Remove them after a failure too. Classic builder. @default true */
  readonly forcerm?: boolean | undefined
  /** Make one layer of all. Classic builder of an engine in experimental mode. @default false */
  readonly squash?: boolean | undefined
  /** Bytes that a RUN step may use. Classic builder, as are the next seven. */
  readonly memory?: number | undefined
  /** Bytes with swap; -1 without limit. */
  readonly memswap?: number | undefined
  /** Relative weight. @default 1024 */
  readonly cpushares?: number | undefined
  /** Such as `0-2,4`. */
  readonly cpusetcpus?: string | undefined
  /** Memory nodes, such as `0,1`. */
  readonly cpusetmems?: string | undefined
  /** Microseconds. @default 100000 */
  readonly cpuperiod?: number | undefined
  /** Microseconds of CPU time in each period. */
  readonly cpuquota?: number | undefined
  readonly cgroupparent?: string | undefined
  /** What comes out in place of an image; the engine takes one. BuildKit. @default an image */
  readonly outputs?: readonly ImageBuildOutput[] | undefined
  /** Id of an open session, which answers for secrets, ssh, credentials and outputs. BuildKit. */
  readonly session?: string | undefined
  /** A name for this build among those of the engine. BuildKit. */
  readonly buildid?: string | undefined
  /** Credentials for base images of the classic builder; keys are registry hosts. @default those that the client has */
  readonly registryAuth?: Readonly<Record<string, AuthConfig>> | undefined
}

/** As BuildKit's exporters are described: `tar` and `local` go through the session. */
export interface ImageBuildOutput {
  readonly Type: 'tar' | 'local' | 'moby' | 'image' | 'oci' | 'docker' | 'cacheonly'
  readonly Attrs?: Readonly<Record<string, string>> | undefined
}

export interface BuildListener {
  /** Told alike for both builders. */
  readonly onEvent?: ((event: BuildProgress) => void) | undefined
  /** What went wrong here while BuildKit was answered: the cause of what it then says, unless a command has failed. */
  readonly problems?: readonly unknown[] | undefined
}

/** Builds an image; resolves with its id, or with nothing when the outputs are something else. */
export const buildImage = async (
  wire: Wire,
  context: Readable | Uint8Array | undefined,
  options: ImageBuildOptions,
  { onEvent, problems = [] }: BuildListener = {},
): Promise<string | undefined> => {
  const { onProgress, signal, registryAuth, ...parameters } = options
  const log = new BuildLog()
  const tell = (events: readonly BuildProgress[]) => {
    for (const event of events) onEvent?.(event)
  }
  const failure = (said: string, refusal?: Error) => {
    const message = said.trim()
    tell(log.end(message))
    const exitCode = exitCodeIn(message)
    const cause = refusal ?? (exitCode === undefined ? problems[0] : undefined)
    const details = { step: log.failedStep, output: log.output, exitCode, cause }
    return new BuildError(options.t?.[0] ?? '<none>', message, details)
  }
  const headers = options.version === '2' ? {} : registryConfig(registryAuth ?? (await wire.credentials.all()))
  const call: Call = {
    method: 'POST',
    path: '/build',
    query: buildQuery(parameters, wire.kind),
    tar: context,
    headers,
    signal,
    // A step may have nothing to say for as long as it likes; a quiet build until its end, and the fetching of a context too.
    patient: options.q === true || options.remote !== undefined || 'once it has begun',
  }
  await followProgress(wire, call, {
    onMessage: (message) => {
      onProgress?.(message)
      tell(log.read(message))
    },
    failure,
  })
  tell(log.end())
  if (log.imageId === undefined && makesImage(options)) {
    throw failure('the engine ended the build without naming an image')
  }
  return log.imageId
}

const buildQuery = (
  {
    cachefrom,
    outputs,
    ulimits,
    extrahosts,
    // Leftovers of a build that failed would otherwise stay as stopped containers.
    rm = true,
    forcerm = true,
    ...parameters
  }: Omit<ImageBuildOptions, 'onProgress' | 'signal' | 'registryAuth'>,
  kind: EngineKind,
): GatedValues => ({
  ...parameters,
  rm,
  forcerm,
  // Docker takes the key several times, Podman once.
  extrahosts: kind === 'podman' && extrahosts?.length ? JSON.stringify(extrahosts) : extrahosts,
  cachefrom: cachefrom && JSON.stringify(cachefrom),
  outputs: outputs && JSON.stringify(outputs),
  ulimits: ulimits && JSON.stringify(ulimits),
})

const makesImage = ({ outputs = [] }: ImageBuildOptions): boolean =>
  outputs.every(({ Type }) => Type === 'moby' || Type === 'image')

// Of the classic builder, of BuildKit and of Podman. The code in the engine's answer is 1 for all else too.
const exitCodeIn = (message: string): number | undefined => {
  const [, code] = /(?:returned a non-zero code: |exit code: |exit status )(\d+)$/.exec(message) ?? []
  return code === undefined ? undefined : Number(code)
}
