import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { type Engine, ProtocolError } from '../api/index.ts'
import { InvalidArgumentError, SlipwayError } from '../events/error.ts'
import { askWhileEnding } from './while-ending.ts'

/**
 * The bytes of a file in a container, running or not; links are followed.
 *
 * @throws NotFoundError when there is no such path
 * @throws InvalidArgumentError when it is a directory or another thing without bytes, or has more than 512 MiB
 * @throws ProtocolError when what the engine sends of it is no archive
 */
export const readFileInside = async (
  engine: Engine,
  containerId: string,
  path: string,
  signal: AbortSignal | undefined,
  links: number = maxLinks,
): Promise<Buffer> => {
  const read = () => engine.containers.getArchive(containerId, { path, signal })
  const { stat, archive } = await askWhileEnding(engine, read, signal)
  try {
    // The engine says of a link where it leads, and packs the link, not what is there.
    if (!stat.linkTarget || links === 0) return await firstFile(archive, path)
  } finally {
    archive.destroy()
  }
  const target = posix.resolve(posix.dirname(path), stat.linkTarget)
  return readFileInside(engine, containerId, target, signal, links - 1)
}

const maxLinks = 8

const firstFile = async (archive: Readable, path: string): Promise<Buffer> => {
  // Loaded on first use: most containers are never asked for a file.
  const { extract } = await import('tar-stream')
  const entries = extract()
  archive.on('error', (error) => entries.destroy(error))
  try {
    for await (const entry of archive.pipe(entries)) {
      if (entry.header.type !== 'file') break
      if (entry.header.size > maxBytes) throw tooLarge(path, entry.header.size)
      const chunks: Uint8Array[] = []
      for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(chunk)
      return Buffer.concat(chunks)
    }
  } catch (cause) {
    if (SlipwayError.is(cause) || cause === archive.errored) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProtocolError(`What the engine sent of \`${path}\` in the container is no archive: ${reason}`, { cause })
  }
  throw new InvalidArgumentError(
    `\`${path}\` in the container is not a file. Use copyArchiveFromContainer() for a directory.`,
  )
}

// A container may have a file of any size, which takes no space where it is, and all of it here.
const maxBytes = 512 * 1024 * 1024

const tooLarge = (path: string, bytes: number): InvalidArgumentError =>
  new InvalidArgumentError(
    `\`${path}\` in the container has ${bytes} bytes, more than the ${maxBytes} that are read at once. Use copyArchiveFromContainer(), which gives a stream.`,
  )
