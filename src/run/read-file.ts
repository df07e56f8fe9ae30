import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import type { Engine } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { askWhileEnding } from './while-ending.ts'

/**
 * The bytes of a file in a container, running or not; links are followed.
 *
 * @throws NotFoundError when there is no such path
 * @throws InvalidArgumentError when it is a directory or another thing without bytes
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
  for await (const entry of archive.pipe(entries)) {
    if (entry.header.type !== 'file') break
    const chunks: Uint8Array[] = []
    for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  throw new InvalidArgumentError(
    `\`${path}\` in the container is not a file. Use copyArchiveFromContainer() for a directory.`,
  )
}
