import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { InvalidArgumentError } from '../../events/error.ts'
import { inlineName } from './inline-name.ts'

/**
 * A tar archive with a Dockerfile before what it has.
 *
 * @throws InvalidArgumentError when the archive is compressed
 */
export const withDockerfile = async (content: string, context: Readable | Uint8Array): Promise<Readable> => {
  const chunks: AsyncIterable<Uint8Array> = context instanceof Uint8Array ? Readable.from([context]) : context
  const rest = chunks[Symbol.asyncIterator]()
  const { done, value: first = new Uint8Array() } = await rest.next()
  if (isCompressed(first)) {
    throw new InvalidArgumentError('A Dockerfile cannot be added to a compressed archive. Give an uncompressed one.')
  }
  const entry = await entryOf(content)
  async function* all() {
    yield entry
    yield first
    if (!done) yield* { [Symbol.asyncIterator]: () => rest }
    yield new Uint8Array(endBytes)
  }
  return Readable.from(all(), { objectMode: false })
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

// A tar archive begins with a name; these with gzip, bzip2, xz, zstd.
const isCompressed = (bytes: Uint8Array): boolean =>
  ['1f8b08', '425a68', 'fd377a', '28b52f'].includes(Buffer.from(bytes.subarray(0, 3)).toString('hex'))
