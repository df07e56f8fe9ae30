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
