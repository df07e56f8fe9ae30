import { ImagePullError, ImagePushError } from './errors.ts'
import { since } from './gate.ts'
import { registryAuth } from './links/registry-auth.ts'
import { path } from './path.ts'
import { followProgress, type ProgressOptions } from './progress.ts'
import { splitTag, withDefaultTag } from './reference.ts'
import type { AuthConfig, Platform } from './types/index.ts'
import type { Call, Wire } from './wire.ts'

export interface ImagePullOptions extends ProgressOptions {
  /** `os/arch[/variant]` @default the engine's */
  readonly platform?: string | undefined
  readonly auth?: AuthConfig | undefined
}

export interface ImagePushOptions extends ProgressOptions {
  /** @default the tag in the name; with none, every tag of that name */
  readonly tag?: string | undefined
  /** Of a multi-platform image, only this one. Since API 1.46. */
  readonly platform?: Platform | undefined
  readonly auth?: AuthConfig | undefined
}

/** Fetches an image from its registry through the engine. */
export const pullImage = (wire: Wire, reference: string, options: ImagePullOptions): Promise<void> => {
  const { platform, auth, onProgress, signal } = options
  const query = { fromImage: withDefaultTag(reference), platform }
  const headers = auth ? registryAuth(auth) : {}
  const call: Call = { method: 'POST', path: '/images/create', query, headers, signal }
  const failure = (message: string, cause?: Error) => new ImagePullError(reference, message, cause && { cause })
  return followProgress(wire, call, { onMessage: onProgress, failure })
}

/** Sends an image to its registry through the engine. */
export const pushImage = (wire: Wire, reference: string, options: ImagePushOptions): Promise<void> => {
  const { auth, onProgress, signal } = options
  const { name, tag } = splitTag(reference)
  const query = { tag: options.tag ?? tag, platform: since('1.46', options.platform) }
  // Also without credentials: an engine that finds no header looks for them in the body, and refuses an empty one.
  const headers = registryAuth(auth)
  const call: Call = { method: 'POST', path: path`/images/${name}/push`, query, headers, signal }
  const failure = (message: string, cause?: Error) => new ImagePushError(reference, message, cause && { cause })
  return followProgress(wire, call, { onMessage: onProgress, failure })
}
