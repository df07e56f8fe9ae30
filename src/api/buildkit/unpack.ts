import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type ExtractOptions, extract } from 'tar-fs'
import type { Header } from 'tar-stream'

/**
 * Unpacks a build's output into a folder, as files of this user.
 *
 * @throws Error when an entry or a link leaves the folder, or is no file; what came before it is there
 */
export const unpack = async (archive: Readable, folder: string): Promise<void> => {
  let problem: string | undefined
  const check = (header: Header) => {
    problem ??= problemOf(header)
    if (problem !== undefined) unpacking.destroy(new Error(problem))
    return header
  }
  const options = {
    map: check,
    ignore: () => problem !== undefined,
    chown: false,
    // This check of its own refuses links to links, which libraries have. That it writes through no link does not depend on it.
    validateSymlinks: false,
  }
  // Its types lag behind what it does.
  const unpacking = extract(folder, options as unknown as ExtractOptions)
  // It looks after an entry's stream only when it has made its folder: one that breaks before that would end the process.
  unpacking.on('entry', (_, entry) => entry.on('error', () => {}))
  await pipeline(archive, unpacking)
}

const problemOf = ({ name, type, linkname }: Header): string | undefined => {
  if (leaves(name)) return `the output holds \`${name}\`, which lies outside of it`
  if (type === 'file' || type === 'directory') return undefined
  if (type !== 'link' && type !== 'symlink') return `the output holds \`${name}\` (${type}): ask for a tar archive`
  const target = linkname ?? ''
  if (type === 'link' ? !leaves(target) : staysInside(name, target)) return undefined
  return `the output holds \`${name}\`, a link to \`${target}\` outside of it: ask for a tar archive`
}

const leaves = (path: string): boolean => posix.isAbsolute(path) || path.split(/[/\\]/).includes('..')

// `..` counts only at the beginning: behind the name of another link it may lead anywhere.
const staysInside = (name: string, target: string): boolean => {
  const [, ups = '', rest = ''] = /^((?:\.\.(?:\/|$))*)(.*)$/s.exec(target) ?? []
  return !leaves(rest) && partsOf(ups).length < partsOf(name).length
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.')
