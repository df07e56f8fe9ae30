import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { longestText } from '../../engine/bounded-file.ts'
import { InvalidArgumentError } from '../../events/error.ts'
import { inlineName } from './inline-name.ts'
import type { EngineBuildOptions } from './options.ts'

/** A file of a build's context that is given in memory. */
export interface ContextContent {
  readonly content: string | Uint8Array
  /** Path in the context, such as `conf/app.toml`. It takes the place of the folder's. */
  readonly target: string
  /** Permissions, such as `0o755`. @default 0o644 */
  readonly mode?: number | undefined
}

export type GivenFile = Pick<ContextContent, 'content' | 'mode'>

/** Files by their paths in the context. */
export type GivenFiles = ReadonlyMap<string, GivenFile>

export const bytesOf = ({ content }: GivenFile): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content)

/**
 * What a build is given in memory, its Dockerfile too. Of those for one path the last counts.
 *
 * @throws InvalidArgumentError when a path is none in the context, when the Dockerfile is there twice or not at all, and for an archive
 */
export const givenFiles = (
  context: string | Readable | Uint8Array,
  { dockerfile = 'Dockerfile', contextContent = [] }: EngineBuildOptions,
): GivenFiles => {
  const files = new Map(contextContent.map((file) => [pathOf(file), file]))
  const isNothing = context instanceof Uint8Array && context.length === 0
  if (typeof context !== 'string' && !isNothing && files.size > 0)
    throw new InvalidArgumentError(
      '`contextContent` goes with a folder or with nothing, and this build has a tar archive. Put the files into the archive.',
    )
  if (typeof dockerfile === 'string') {
    if (isNothing && !files.has(posix.normalize(dockerfile)))
      throw new InvalidArgumentError(
        `The build has no \`${dockerfile}\`: give its text as \`dockerfile: { content }\`.`,
      )
    return files
  }
  const second = [inlineName, 'Dockerfile'].find((name) => files.has(name))
  if (second !== undefined)
    throw new InvalidArgumentError(
      `The Dockerfile is given twice: as text, and as \`${second}\` of \`contextContent\`. Leave one of them out.`,
    )
  if (bytesOf(dockerfile).length > longestText)
    throw new InvalidArgumentError(
      `The Dockerfile given as text has more than ${longestText} bytes. Expected what people write.`,
    )
  return new Map<string, GivenFile>([[inlineName, dockerfile], ...files])
}

const pathOf = ({ content, target }: ContextContent): string => {
  if (typeof content !== 'string' && !(content instanceof Uint8Array))
    throw new InvalidArgumentError(
      `\`${target}\` of a build context is not usable: expected its content as text or bytes.`,
    )
  const path = typeof target === 'string' ? posix.normalize(target) : ''
  if (
    path === '' ||
    path === '.' ||
    path.includes('\0') ||
    path.endsWith('/') ||
    posix.isAbsolute(path) ||
    path.split('/')[0] === '..'
  )
    throw new InvalidArgumentError(
      `\`${target}\` cannot be put into a build context: expected the path of a file in it, such as \`conf/app.toml\`.`,
    )
  return path
}
