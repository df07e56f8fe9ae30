import type { Mount } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'

export type BindMode = 'rw' | 'ro' | 'z' | 'Z'

/** A path of the engine's host, or a volume by its name, seen inside the container. */
export interface BindMount {
  /** Absolute path, or the name of a volume. */
  readonly source: string
  /** Absolute path in the container. */
  readonly target: string
  /** `z` and `Z` relabel for SELinux, shared or private. @default rw */
  readonly mode?: BindMode | undefined
}

/** Paths that live in memory, with mount options such as `rw,noexec,size=65536k`. */
export type TmpFs = Readonly<Record<string, string>>

/** The engine's own form of a bind mount. @throws InvalidArgumentError when a colon would change its meaning */
export const bindText = ({ source, target, mode = 'rw' }: BindMount): string => {
  if (
    !source ||
    !target.startsWith('/') ||
    target.includes(':') ||
    (source.includes(':') && !/^[A-Za-z]:[\\/]/.test(source))
  ) {
    throw new InvalidArgumentError(
      `Bind mount \`${source}\` to \`${target}\` is not usable: expected a source without a colon and an absolute target.`,
    )
  }
  return `${source}:${target}:${mode}`
}

/** Where files come from: a volume, or since API 1.48 an image. */
export type MountedSource =
  | (VolumeMountOptions & { readonly kind: 'volume'; readonly source: string; readonly target: string })
  | (ImageMountOptions & { readonly kind: 'image'; readonly source: string; readonly target: string })

export interface VolumeMountOptions {
  /** @default false */
  readonly readOnly?: boolean | undefined
  /** A directory of the volume, in place of all of it. Since API 1.45. */
  readonly subpath?: string | undefined
  /** Leave an empty volume empty, in place of what the image has at the target. @default false */
  readonly noCopy?: boolean | undefined
}

export interface ImageMountOptions {
  /** A directory of the image, in place of all of it. */
  readonly subpath?: string | undefined
}

/** The engine's own form of a mount. */
export const mountRequest = (mount: MountedSource): Mount =>
  mount.kind === 'volume'
    ? {
        Type: 'volume',
        Source: mount.source,
        Target: mount.target,
        ReadOnly: mount.readOnly,
        VolumeOptions: { NoCopy: mount.noCopy, Subpath: mount.subpath },
      }
    : {
        Type: 'image',
        Source: mount.source,
        Target: mount.target,
        ImageOptions: mount.subpath === undefined ? undefined : { Subpath: mount.subpath },
      }
