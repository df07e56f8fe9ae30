import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { uncompressed } from '../stream/uncompressed.ts'
import type { CallOptions } from '../wire/wire.ts'
import { bytesOf, type GivenFile, type GivenFiles } from './context-content.ts'

/**
 * A tar archive with files before what it has.
 *
 * @throws InvalidArgumentError when the archive is compressed with something else than gzip
 */
export const withGivenFiles = async (
  files: GivenFiles,
  context: Readable | Uint8Array,
  options: CallOptions = {},
): Promise<Readable> => {
  const archive = await uncompressed(context, options)
  async function* all() {
    for (const file of files) yield entryOf(file)
    if (archive instanceof Uint8Array) yield archive
    else yield* archive
    yield new Uint8Array(endBytes)
  }
  const whole = Readable.from(all(), { objectMode: false })
  // One that is never read never gets to its source.
  if (archive instanceof Readable) whole.once('close', () => archive.destroy())
  return whole
}

/** An archive of one file, without the zeros that end it. Without a time, so that equal builds are equal. */
const entryOf = async ([name, file]: readonly [string, GivenFile]): Promise<Uint8Array> => {
  const archive = pack()
  archive.entry({ name, mode: file.mode ?? 0o644, mtime: new Date(0) }, bytesOf(file))
  archive.finalize()
  const bytes = await buffer(archive)
  return bytes.subarray(0, bytes.length - endBytes)
}

const endBytes = 1024
