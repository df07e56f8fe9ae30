import type { BuildOutput } from '../buildkit/output.ts'
import type { BuildSecret } from '../buildkit/secrets.ts'
import type { BuildSsh } from '../buildkit/ssh-agents.ts'
import type { AuthConfig, BuildProgress } from '../types/index.ts'
import type { CallOptions } from '../wire/wire.ts'
import type { ContextContent } from './context-content.ts'

/** How an image is built. */
export interface EngineBuildOptions extends CallOptions {
  /** Names for the image: `name[:tag]`. @default none: use the id */
  readonly tags?: readonly string[] | undefined
  /** Path in the context, or the Dockerfile itself. @default Dockerfile */
  readonly dockerfile?: string | { readonly content: string } | undefined
  /** Files of the context given as text or bytes, over those of a folder and whatever its .dockerignore says, or alone. */
  readonly contextContent?: readonly ContextContent[] | undefined
  /** Values for `ARG`. They stay readable in the image's history: no secrets. */
  readonly buildArgs?: Readonly<Record<string, string>> | undefined
  /** Stage to stop at. @default the last */
  readonly target?: string | undefined
  /** `os/arch[/variant]`. @default the engine's */
  readonly platform?: string | undefined
  /** Ask the registry for newer base images. @default false */
  readonly pull?: boolean | undefined
  /** Use steps of earlier builds. @default true */
  readonly cache?: boolean | undefined
  /** Images whose layers may be used again. */
  readonly cacheFrom?: readonly string[] | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** Of the RUN steps: `none` or `host`; with the classic builder a network too. @default bridge */
  readonly networkMode?: string | undefined
  /** `name:address`, for the RUN steps. */
  readonly extraHosts?: readonly string[] | undefined
  /**
   * By the ids that `RUN --mount=type=secret,id=…` names. They do not get into the image, its history or the cache, and never
   * into that of another value: a step runs again when one of the build's secrets changes, for which every RUN step sees a
   * host `slipway-secrets-…` that stands for the values. BuildKit.
   */
  readonly secrets?: Readonly<Record<string, BuildSecret>> | undefined
  /** Agents for `RUN --mount=type=ssh`. Steps can list their keys and sign with them, no more. BuildKit. */
  readonly ssh?: BuildSsh | undefined
  /** Credentials for base images; keys are registry hosts, and `{}` asks all as a stranger. @default those that the client has */
  readonly auth?: Readonly<Record<string, AuthConfig>> | undefined
  /** What comes out in place of an image. BuildKit. */
  readonly output?: BuildOutput | undefined
  /** @default BuildKit where a Docker engine has it (20.10 or later, on Linux), else the classic builder */
  readonly builder?: 'buildkit' | 'classic' | undefined
  /** Called for each event, in order; what it throws ends the build. */
  readonly onProgress?: ((event: BuildProgress) => void) | undefined
}

/** An image was asked for. */
export type EngineBuildToImage = EngineBuildOptions & { readonly output?: undefined }

/** What has come out. */
export interface EngineBuildResult {
  /** `sha256:…`, or its first digits where the engine says no more. Undefined when `output` asked for something else. */
  readonly imageId: string | undefined
}
