import { ImagePullError, ImagePushError } from './errors.ts'
import { since } from './gate/gate.ts'
import { credentialsFor } from './links/kept-credentials.ts'
import { registryAuth } from './links/registry-auth.ts'
import { splitTag, withDefaultTag } from './text/reference.ts'
import type { AuthConfig, Platform, ProgressMessage } from './types/index.ts'
import { path } from './wire/path.ts'
import { followProgress, type ProgressOptions } from './wire/progress.ts'
import type { Call, Wire } from './wire/wire.ts'

export interface ImagePullOptions extends ProgressOptions {
  /** `os/arch[/variant]` @default the engine's */
  readonly platform?: string | undefined
  /** `{}` asks as a stranger. @default those kept for the registry */
  readonly auth?: AuthConfig | undefined
}

export interface ImagePushOptions extends ProgressOptions {
  /** @default the tag in the name; with none, every tag of that name */
  readonly tag?: string | undefined
  /** Of a multi-platform image, only this one. Since API 1.46. */
  readonly platform?: Platform | undefined
  /** `{}` asks as a stranger. @default those kept for the registry */
  readonly auth?: AuthConfig | undefined
}

/** Fetches an image from its registry through the engine. */
export const pullImage = async (wire: Wire, reference: string, options: ImagePullOptions): Promise<void> => {
  const { platform, onProgress, signal } = options
  const { auth, problem } = await credentialsFor(wire, reference, options)
  const query = { fromImage: withDefaultTag(reference), platform }
  const headers = auth ? registryAuth(auth) : {}
  const call: Call = { method: 'POST', path: '/images/create', query, headers, signal }
  const failure = (message: string, cause?: Error) => new ImagePullError(reference, message, because(problem ?? cause))
  let isDone = false
  const onMessage = (message: ProgressMessage) => {
    isDone ||= message.status?.startsWith('Status: ') ?? false
    onProgress?.(message)
  }
  await followProgress(wire, call, { onMessage, failure })
  // Docker's last word is a status. Where there is none (Podman has none at all), only the image proves that it was pulled.
  const isThere = isDone || (await hasImage(wire, reference, signal))
  if (!isThere) throw failure('the engine ended the pull without the image')
}

/** Sends an image to its registry through the engine. */
export const pushImage = async (wire: Wire, reference: string, options: ImagePushOptions): Promise<void> => {
  const { onProgress, signal } = options
  const { auth, problem } = await credentialsFor(wire, reference, options)
  const { name, tag } = splitTag(reference)
  const query = { tag: options.tag ?? tag, platform: since('1.46', options.platform) }
  // Also without credentials: an engine that finds no header looks for them in the body, and refuses an empty one.
  const headers = registryAuth(auth)
  const call: Call = { method: 'POST', path: path`/images/${name}/push`, query, headers, signal }
  const failure = (message: string, cause?: Error) => new ImagePushError(reference, message, because(problem ?? cause))
  return followProgress(wire, call, { onMessage: onProgress, failure })
}

const hasImage = async (wire: Wire, reference: string, signal: AbortSignal | undefined): Promise<boolean> =>
  (await wire.status({ method: 'GET', path: path`/images/${reference}/json`, accept: [404], signal })) !== 404

const because = (cause: Error | undefined) => cause && { cause }
