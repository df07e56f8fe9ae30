import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { InvalidArgumentError } from '../events/error.ts'

/** A file of this machine to put into the container. */
export interface FileToCopy {
  readonly source: string
  /** Absolute path in the container. */
  readonly target: string
  /** Permissions, such as `0o755`. @default those of the source */
  readonly mode?: number | undefined
}

/** A directory of this machine, with all that is in it; `mode` is for its files. */
export type DirectoryToCopy = FileToCopy

/** Text or bytes that become a file. */
export type Content = string | Uint8Array | Readable

export interface ContentToCopy {
  readonly content: Content
  /** Absolute path in the container. */
  readonly target: string
  /** @default 0o644 */
  readonly mode?: number | undefined
}

/** A tar archive, to be unpacked into a directory that exists. */
export interface ArchiveToCopy {
  readonly tar: Readable
  /** @default / */
  readonly target: string
}

export interface CopyOptions {
  /** Refuse to put a directory where a file is, or the reverse. @default false */
  readonly noOverwriteDirNonDir?: boolean | undefined
  /** Give what is copied to the container's user, whom Docker looks up on its own host. @default false: as the archive says */
  readonly copyUIDGID?: boolean | undefined
}

/** Something to copy, in the form in which it can be copied again for each start. */
export type CopiedSource =
  | {
      readonly kind: 'file' | 'directory'
      readonly source: string
      readonly target: string
      readonly mode: number | undefined
    }
  | {
      readonly kind: 'content'
      readonly target: string
      readonly mode: number | undefined
      readonly bytes: () => Promise<Uint8Array>
    }
  | { readonly kind: 'archive'; readonly target: string; readonly bytes: () => Promise<Uint8Array> }

export const copiedFile = ({ source, target, mode }: FileToCopy): CopiedSource => ({
  kind: 'file',
  source,
  target: file(target),
  mode,
})

export const copiedDirectory = ({ source, target, mode }: DirectoryToCopy): CopiedSource => ({
  kind: 'directory',
  source,
  target: absolute(target),
  mode,
})

export const copiedContent = ({ content, target, mode }: ContentToCopy): CopiedSource => ({
  kind: 'content',
  target: file(target),
  mode,
  bytes: repeatable(content),
})

export const copiedArchive = ({ tar, target }: ArchiveToCopy): CopiedSource => ({
  kind: 'archive',
  target: absolute(target),
  bytes: repeatable(tar),
})

const absolute = (target: string): string => {
  // A name in an archive ends at a NUL.
  if (typeof target === 'string' && target.startsWith('/') && !/[\0\p{Surrogate}]/u.test(target)) return target
  throw new InvalidArgumentError(`Copy target \`${target}\` is not usable: expected an absolute path in the container.`)
}

const file = (target: string): string => {
  // The engine would put a file in the place of the directory.
  if (!absolute(target).endsWith('/')) return target
  throw new InvalidArgumentError(
    `Copy target \`${target}\` is not usable: it is a directory. Expected the path of the file in it.`,
  )
}

// A stream can be read once, a builder can be started many times: it is read at the first start and kept.
const repeatable = (content: Content): (() => Promise<Uint8Array>) => {
  if (typeof content === 'string') return async () => Buffer.from(content)
  if (content instanceof Uint8Array) return async () => content
  let read: Promise<Uint8Array> | undefined
  return () => {
    read ??= buffer(content)
    return read
  }
}
