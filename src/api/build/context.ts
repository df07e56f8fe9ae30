import { readdir, stat } from 'node:fs/promises'
import { dirname, join, normalize, posix, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pack } from 'tar-fs'
import { longestText, readBounded } from '../../engine/bounded-file.ts'
import { InvalidArgumentError } from '../../events/error.ts'
import { bytesOf, type GivenFiles } from './context-content.ts'
import { type IgnoreRules, ignoreRules } from './ignore-rules.ts'
import { takeTurns } from './turns.ts'

export interface ContextOptions {
  /** Its path in the folder: sent whatever the rules say. Undefined when it comes from elsewhere. */
  readonly dockerfile: string | undefined
  /** Files that stand in place of the folder's. */
  readonly given: GivenFiles
  /** The classic builder reads .dockerignore too; only BuildKit knows rules beside a Dockerfile. */
  readonly isClassic: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * A folder as a tar archive, less what its .dockerignore excludes, read as it is sent.
 *
 * @throws InvalidArgumentError when the folder or the Dockerfile in it does not exist, the Dockerfile or the rules have more than 1 MiB, or a rule is malformed
 */
export const packContext = async (folder: string, options: ContextOptions): Promise<Readable> => {
  const { dockerfile, given } = options
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new InvalidArgumentError(`Build context \`${folder}\` is not a folder.`)
  }
  if (dockerfile !== undefined && !given.has(posix.normalize(dockerfile))) {
    const found = await stat(join(folder, dockerfile)).catch(() => undefined)
    if (!found?.isFile()) throw new InvalidArgumentError(`Build context \`${folder}\` has no \`${dockerfile}\`.`)
    if (found.size > longestText) throw tooLong(folder, dockerfile)
  }
  const kept = await keptPaths(folder, options)
  const archive = pack(folder, { ignore: (path) => !kept.has(relative(folder, path)) })
  return Readable.from(archive, { objectMode: false })
}

/** Relative paths of what belongs to the context: files, and the folders on the way to them. */
const keptPaths = async (folder: string, options: ContextOptions): Promise<ReadonlySet<string>> => {
  const rules = await rulesOf(folder, options)
  const turns = takeTurns(options.signal)
  const kept = new Set(neededPaths(options).flatMap(withParents))
  const given = [...options.given.keys()].map(normalize)
  const givenFolders = new Set(given.flatMap((path) => withParents(dirname(path))))
  const visit = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const child = join(path, entry.name)
      if (turns.isOver()) await turns.next()
      const ignored = rules.ignores(child.split(sep).join('/'))
      if (!ignored && !entry.isDirectory() && givenFolders.has(child)) throw noFolder(folder, child)
      if (!ignored) for (const known of withParents(child)) kept.add(known)
      if (entry.isDirectory() && (!ignored || rules.hasExceptions)) await visit(child)
    }
  }
  await visit('')
  for (const path of given) kept.delete(path)
  return kept
}

const noFolder = (folder: string, path: string): InvalidArgumentError =>
  new InvalidArgumentError(`A given file lies below \`${path}\` of build context \`${folder}\`, which is not a folder.`)

/** What is sent even where the rules exclude it. The classic builder then takes it out again itself. */
const neededPaths = ({ dockerfile, isClassic }: ContextOptions): readonly string[] => [
  '',
  ...(dockerfile === undefined ? [] : [join(dockerfile)]),
  ...(isClassic ? ['.dockerignore'] : []),
]

const rulesOf = async (folder: string, { dockerfile, given, isClassic }: ContextOptions): Promise<IgnoreRules> => {
  const read = (name: string) => {
    const file = given.get(posix.normalize(name))
    if (!file) return readRules(folder, name)
    const bytes = bytesOf(file)
    if (bytes.length > longestText) throw tooLong(folder, name)
    return bytes.toString()
  }
  const names = [...(isClassic || dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]), '.dockerignore']
  for (const name of names) {
    const text = await read(name)
    if (text !== undefined) return ignoreRules(text, `\`${name}\` of build context \`${folder}\``)
  }
  return ignoreRules('', '')
}

// Rules that are there and cannot be read must not mean that everything is sent.
const readRules = async (folder: string, name: string): Promise<string | undefined> => {
  const read = await readBounded(join(folder, name)).catch((error: Error) => {
    const code = 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw new InvalidArgumentError(`\`${name}\` of build context \`${folder}\` cannot be read (${code}).`)
  })
  if (read === 'too long') throw tooLong(folder, name)
  return read?.text
}

const tooLong = (folder: string, name: string): InvalidArgumentError =>
  new InvalidArgumentError(
    `\`${name}\` of build context \`${folder}\` has more than ${longestText} bytes. Expected what people write.`,
  )

const withParents = (path: string): readonly string[] => {
  const parts = path.split(sep)
  return parts.map((_, index) => parts.slice(0, index + 1).join(sep))
}
