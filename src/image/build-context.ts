import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import dockerignore from '@balena/dockerignore'
import { pack } from 'tar-fs'
import { InvalidArgumentError } from '../events/error.ts'

/**
 * The build context as a tar archive: a folder less what its .dockerignore excludes, read as it is sent.
 *
 * @throws InvalidArgumentError when the folder or the Dockerfile in it does not exist
 */
export const buildContext = async (folder: string, dockerfile: string): Promise<Readable> => {
  const found = await stat(join(folder, dockerfile)).catch(() => undefined)
  if (!found?.isFile()) throw new InvalidArgumentError(`Build context \`${folder}\` has no \`${dockerfile}\`.`)
  const kept = await keptPaths(folder, dockerfile)
  const archive = pack(folder, { ignore: (path) => !kept.has(relative(folder, path)) })
  return Readable.from(archive, { objectMode: false })
}

/** Relative paths of what belongs to the context: files, and the folders on the way to them. */
const keptPaths = async (folder: string, dockerfile: string): Promise<ReadonlySet<string>> => {
  const text = await readFile(join(folder, '.dockerignore'), 'utf8').catch(() => '')
  const rules = dockerignore.default({ ignorecase: false }).add(text)
  // The engine needs these two even where the rules exclude them from COPY.
  const kept = new Set(['', dockerfile, '.dockerignore'].flatMap(withParents))
  // Where the rules bring something back with `!`, an excluded folder may hold it.
  const mayPrune = !/^\s*!/m.test(text)
  const visit = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const child = join(path, entry.name)
      const ignored = rules.ignores(child.split(sep).join('/'))
      if (!ignored) for (const known of withParents(child)) kept.add(known)
      if (entry.isDirectory() && !(ignored && mayPrune)) await visit(child)
    }
  }
  await visit('')
  return kept
}

const withParents = (path: string): readonly string[] => {
  const parts = path.split(sep)
  return parts.map((_, index) => parts.slice(0, index + 1).join(sep))
}
