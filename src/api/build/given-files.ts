import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { uncompressed } from '../stream/uncompressed.ts'
import type { CallOptions } from '../wire/wire.ts'
import { inlineName } from './inline-name.ts'

/**
 * A tar archive with a Dockerfile before what it has.
 *
 * @throws InvalidArgumentError when the archive is compressed with something else than gzip
 */
export const withDockerfile = async (
  content: string,
  context: Readable | Uint8Array,
  options: CallOptions = {},
): Promise<Readable> => {
  const archive = await uncompressed(context, options)
  const entry = await entryOf(content)
  async function* all() {
    yield entry
    if (archive instanceof Uint8Array) yield archive
    else yield* archive
    yield new Uint8Array(endBytes)
  }
  const whole = Readable.from(all(), { objectMode: false })
  // One that is never read never gets to its source.
  if (archive instanceof Readable) whole.once('close', () => archive.destroy())
  return whole
}

/** An archive of the Dockerfile alone, without the zeros that end it. */
const entryOf = async (content: string): Promise<Uint8Array> => {
  const archive = pack()
  archive.entry({ name: inlineName, mtime: new Date(0) }, content)
  archive.finalize()
  const bytes = await buffer(archive)
  return bytes.subarray(0, bytes.length - endBytes)
}

const endBytes = 1024
