import fs from 'node:fs'
import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type ExtractOptions, extract } from 'tar-fs'
import type { Header } from 'tar-stream'
import { SlipwayError } from '../../events/error.ts'

/**
 * Unpacks a build's output into a folder, as files of this user.
 *
 * @throws SlipwayError with code `BUILD_OUTPUT` when an entry or a link leaves the folder, is no file, or cannot be read or written;
 * what came before it is there
 */
export const unpack = async (archive: Readable, folder: string): Promise<void> => {
  let problem: string | undefined
  const check = (header: Header) => {
    problem ??= problemOf(header)
    if (problem !== undefined) unpacking.destroy(new Error(problem))
    // A slash at the end leads through a link. A library that is handed what is no mode throws where nobody can catch it.
    return { ...header, name: header.name.replace(/\/+$/, ''), mode: Number(header.mode) & 0o777 }
  }
  const options = {
    map: check,
    ignore: () => problem !== undefined,
    chown: false,
    fs: throughNoLink,
    // This check of its own refuses links to links, which libraries have. That it writes through no link does not depend on it.
    validateSymlinks: false,
  }
  // Its types lag behind what it does.
  const unpacking = extract(folder, options as unknown as ExtractOptions)
  // It looks after an entry's stream only when it has made its folder: one that breaks before that would end the process.
  unpacking.on('entry', (_, entry) => entry.on('error', () => {}))
  try {
    await pipeline(untilItsEnd(archive), unpacking)
  } catch (cause) {
    // What broke the source is the error of whoever made it.
    if (archive.errored === cause) throw cause
    const reason = problem ?? (cause instanceof Error ? cause.message : String(cause))
    const message = `The build's output cannot be unpacked into \`${folder}\`: ${reason}.`
    throw new SlipwayError('BUILD_OUTPUT', message, problem === undefined ? { cause } : undefined)
  }
}

// A folder of the output where the target has a link would give the link's folder its time and mode.
const throughNoLink = {
  ...fs,
  utimes: fs.lutimes,
  chmod: (path: string, mode: number, done: (error: Error | null) => void) =>
    fs.lstat(path, (error, found) => {
      if (error) done(error)
      else if (found.isSymbolicLink()) done(new Error(`\`${path}\` is a link already, and a folder in the output`))
      else fs.chmod(path, mode, done)
    }),
}

// Without the zeros at its end it is cut short, and its last entry would not be waited for.
async function* untilItsEnd(archive: Readable): AsyncGenerator<Uint8Array> {
  let zeros = 0
  for await (const chunk of archive) {
    const end = Buffer.from(chunk).subarray(-blockBytes)
    const behind = end.length - 1 - end.findLastIndex((byte) => byte !== 0)
    zeros = behind === end.length ? zeros + behind : behind
    yield chunk
  }
  if (zeros < blockBytes) throw new Error('it is cut short')
}

const blockBytes = 512

const problemOf = ({ name, type, linkname, mtime }: Header): string | undefined => {
  const shown = inOneLine(name)
  if (leaves(name)) return `the output holds ${shown}, which lies outside of it`
  if (name.includes('\0') || Number.isNaN(mtime?.getTime()))
    return `the output holds ${shown}, which is no file's name or time`
  if (type === 'file' || type === 'directory') return undefined
  if (type !== 'link' && type !== 'symlink') return `the output holds ${shown} (${type}): ask for a tar archive`
  const target = linkname ?? ''
  if (target === '' || target.includes('\0')) return `the output holds ${shown}, a link to nothing`
  if (type === 'link' ? !leaves(target) : staysInside(name, target)) return undefined
  return `the output holds ${shown}, a link to ${inOneLine(target)} outside of it: ask for a tar archive`
}

// A name may be as long as it likes, and hold what a terminal would obey.
const inOneLine = (name: string): string => `\`${JSON.stringify(name.slice(0, 200)).slice(1, -1)}\``

const leaves = (path: string): boolean => posix.isAbsolute(path) || path.split(/[/\\]/).includes('..')

// `..` counts only at the beginning: behind the name of another link it may lead anywhere.
const staysInside = (name: string, target: string): boolean => {
  const [, ups = '', rest = ''] = /^((?:\.\.(?:\/|$))*)(.*)$/s.exec(target) ?? []
  return !leaves(rest) && partsOf(ups).length < partsOf(name).length
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.')
