import type { Readable } from 'node:stream'
import { ProgressError } from './errors.ts'
import { since } from './gate/gate.ts'
import type { Platform } from './types/index.ts'
import { followProgress, type ProgressOptions } from './wire/progress.ts'
import type { Call, Wire } from './wire/wire.ts'

export interface ImageImportOptions extends ProgressOptions {
  /** Name to give. @default none: use the id */
  readonly repo?: string | undefined
  /** @default latest */
  readonly tag?: string | undefined
  /** Dockerfile instructions such as `CMD ["sh"]`. */
  readonly changes?: readonly string[] | undefined
  /** Comment in the history. */
  readonly message?: string | undefined
  /** `os/arch[/variant]` @default the engine's */
  readonly platform?: string | undefined
}

export interface ImageLoadOptions extends ProgressOptions {
  /** Of a multi-platform image, only this one. Since API 1.48. @default all that the archive holds */
  readonly platform?: Platform | undefined
}

/** Makes an image of a file system; resolves with its id, which the engine sends as the last status. */
export const importImage = async (
  wire: Wire,
  tar: Readable | Uint8Array,
  { onProgress, signal, ...names }: ImageImportOptions,
): Promise<string> => {
  let id = ''
  const call: Call = { method: 'POST', path: '/images/create', query: { fromSrc: '-', ...names }, tar, signal }
  const refusal = failure('IMAGE_IMPORT', 'imported', names.repo)
  await followProgress(wire, call, {
    onMessage: (message) => {
      id = message.status ?? id
      onProgress?.(message)
    },
    failure: refusal,
  })
  if (id === '') throw refusal('the engine ended the import without naming an image')
  return id
}

/** Takes in saved images; resolves with the names or ids that the engine tells in its output. */
export const loadImages = async (
  wire: Wire,
  tar: Readable | Uint8Array,
  { onProgress, platform, signal }: ImageLoadOptions,
): Promise<string[]> => {
  const loaded: string[] = []
  const query = { quiet: onProgress === undefined, platform: since('1.48', platform) }
  const call: Call = { method: 'POST', path: '/images/load', query, tar, signal }
  await followProgress(wire, call, {
    onMessage: (message) => {
      // Podman names all that it has loaded at once.
      const names = /^Loaded image(?: ID)?: (.+)/.exec(message.stream ?? '')?.[1]
      if (names) loaded.push(...names.split(','))
      onProgress?.(message)
    },
    failure: failure('IMAGE_LOAD', 'loaded'),
  })
  return loaded
}

const failure =
  (code: string, done: string, reference = '<none>') =>
  (engineMessage: string, cause?: Error): ProgressError =>
    new ProgressError(
      code,
      reference,
      `The archive could not be ${done}: ${engineMessage}`,
      engineMessage,
      cause && { cause },
    )
