import { Readable } from 'node:stream'
import { InvalidArgumentError } from '../../events/error.ts'
import type { CallOptions } from '../wire/wire.ts'

/**
 * An archive as an engine may have it. Engines recognise compressed ones by their first bytes, and some start a program of the
 * container as root to unpack them: gzip is unpacked here, and the rest is refused.
 *
 * @throws InvalidArgumentError when it is compressed with something else, or twice
 */
export const uncompressed = async (
  archive: Readable | Uint8Array,
  { signal }: CallOptions = {},
  isUnpacked = false,
): Promise<Readable | Uint8Array> => {
  const start = archive instanceof Uint8Array ? archive : await firstBytes(archive, signal)
  if (start === undefined) return new Uint8Array()
  const format = formatOf(start)
  if (format === undefined) return archive
  if (format === 'gzip' && !isUnpacked) return uncompressed(await gunzipped(archive), { signal }, true)
  if (archive instanceof Readable) archive.destroy()
  throw new InvalidArgumentError(
    `The archive is compressed with ${format}${isUnpacked ? ' inside of gzip' : ''}, which is never sent: engines may run a program of the container to unpack it. Give a tar archive, as it is or compressed with gzip.`,
  )
}

/** The format that an engine would take it for. */
export const formatOf = (start: Uint8Array): string | undefined => {
  const hex = Buffer.from(start.subarray(0, 4)).toString('hex')
  return formats.find(([, magic]) => magic.test(hex))?.[0]
}

const formats: readonly (readonly [name: string, magic: RegExp])[] = [
  ['gzip', /^1f8b08/],
  ['bzip2', /^425a68/],
  ['xz', /^fd377a58/],
  // The second is a frame to skip, which may come before one with content.
  ['zstd', /^(?:28b52ffd|5.2a4d18)/],
]

const gunzipped = async (archive: Readable | Uint8Array): Promise<Readable> => {
  // Loaded on first use: hardly any archive is compressed.
  const [{ createGunzip }, { pipeline }] = await Promise.all([import('node:zlib'), import('node:stream')])
  const source = archive instanceof Uint8Array ? Readable.from([archive]) : archive
  // What breaks either of them is told by the one that is read.
  return pipeline(source, createGunzip(), () => {})
}

/** The first bytes of a stream, which has them still; undefined when it has none. What breaks it is left to its reader. */
const firstBytes = (stream: Readable, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> =>
  new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      stream.off('readable', look).off('end', onEnd).off('error', onBroken).off('close', onBroken)
      signal?.removeEventListener('abort', onAbort)
      act()
    }
    const look = () => {
      const taken: Uint8Array[] = []
      for (let bytes = 0; bytes < 4; ) {
        const chunk: unknown = stream.read()
        if (chunk === null) break
        taken.push(chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk)))
        bytes += taken.at(-1)?.length ?? 0
      }
      for (const chunk of taken.toReversed()) stream.unshift(chunk)
      if (taken.length > 0) settle(() => resolve(Buffer.concat(taken)))
    }
    const onEnd = () => settle(() => resolve(undefined))
    const onBroken = () => settle(() => resolve(noBytes))
    const onAbort = () => {
      settle(() => reject(signal?.reason))
      stream.destroy()
    }
    if (signal?.aborted) return onAbort()
    if (stream.destroyed) return onBroken()
    if (stream.readableEnded) return onEnd()
    stream.on('readable', look).on('end', onEnd).on('error', onBroken).on('close', onBroken)
    signal?.addEventListener('abort', onAbort, { once: true })
  })

const noBytes = new Uint8Array()
