import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { type Engine, NotFoundError, type PathStat } from '../api/index.ts'
import type { FileFound } from '../wait/target.ts'
import { askWhileEnding } from './while-ending.ts'

/** Looks at a file or directory in a container, running or not, without a program inside; undefined when there is none. */
export const fileInside = async (
  engine: Engine,
  containerId: string,
  path: string,
  signal: AbortSignal,
): Promise<FileFound | undefined> => {
  const { stat } = (await followed(engine, containerId, path, signal)) ?? {}
  return stat && { kind: kindOf(stat), sizeBytes: stat.size, modifiedAt: stat.mtime }
}

/** The first MiB of a file in a container as text; undefined when there is no such file. */
export const textInside = async (
  engine: Engine,
  containerId: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const found = await followed(engine, containerId, path, signal)
  if (!found || kindOf(found.stat) !== 'file') return undefined
  const read = () => engine.containers.getArchive(containerId, { path: found.path, signal })
  const { archive } = await askWhileEnding(engine, read, signal)
  try {
    return await firstMiB(archive)
  } catch {
    signal.throwIfAborted()
    // The engine breaks off when the file becomes shorter while it is packed.
    return undefined
  } finally {
    archive.destroy()
  }
}

interface Followed {
  readonly path: string
  readonly stat: PathStat
}

// The engine says of a link where it leads, and packs the link, not what is there.
const followed = async (
  engine: Engine,
  containerId: string,
  path: string,
  signal: AbortSignal,
  hops = 0,
): Promise<Followed | undefined> => {
  try {
    const stat = await askWhileEnding(
      engine,
      () => engine.containers.archiveInfo(containerId, { path, signal }),
      signal,
    )
    if (!has(stat.mode, linkBit) || hops === maxHops) return { path, stat }
    const target = posix.resolve(posix.dirname(path), stat.linkTarget)
    return await followed(engine, containerId, target, signal, hops + 1)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

const maxHops = 8

const kindOf = ({ mode }: PathStat): FileFound['kind'] => {
  if (has(mode, directoryBit)) return 'directory'
  return otherBits.some((bit) => has(mode, bit)) ? 'other' : 'file'
}

// As Go's package io/fs counts them: 31 directory, 27 link, 26 device, 25 pipe, 24 socket, 21 character device, 19 irregular.
const directoryBit = 31
const linkBit = 27
const otherBits = [linkBit, 26, 25, 24, 21, 19]

const has = (mode: number, bit: number): boolean => Math.floor(mode / 2 ** bit) % 2 === 1

const maxTextBytes = 1 << 20

const firstMiB = async (archive: Readable): Promise<string | undefined> => {
  // Loaded on first use: most waits look at no file.
  const { extract } = await import('tar-stream')
  const entries = extract()
  archive.on('error', (error) => entries.destroy(error))
  for await (const entry of archive.pipe(entries)) {
    // The bytes of what is said to be a directory, and to have some, never end.
    if (entry.header.type !== 'file') break
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of entry) {
      // Its types say of a chunk only that there is one.
      if (!(chunk instanceof Uint8Array)) continue
      chunks.push(chunk)
      bytes += chunk.length
      // Nor is what follows the file waited for: of one that has grown meanwhile the engine sends no good end.
      if (bytes >= Math.min(maxTextBytes, entry.header.size)) break
    }
    return Buffer.concat(chunks, Math.min(bytes, maxTextBytes)).toString()
  }
  return undefined
}
