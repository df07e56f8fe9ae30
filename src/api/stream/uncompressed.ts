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
  const { start, rest } =
    archive instanceof Uint8Array ? { start: archive, rest: archive } : await begun(archive, signal)
  const format = formatOf(start)
  if (format === undefined) return rest
  if (format === 'gzip' && !isUnpacked) return uncompressed(await gunzipped(rest), { signal }, true)
  if (rest instanceof Readable) rest.destroy()
  throw new InvalidArgumentError(
    `The archive is compressed with ${format}${isUnpacked ? ' inside of gzip' : ''}, which is never sent: engines may run a program of the container to unpack it. Give a tar archive, as it is or compressed with gzip.`,
  )
}

/** The format that an engine would take it for. */
const formatOf = (start: Uint8Array): string | undefined => {
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

interface Begun {
  readonly start: Uint8Array
  /** All of it, the start too: a stream that has ended is told by its bytes. */
  readonly rest: Readable | Uint8Array
}

/** Looks at the first bytes of a stream. What breaks it is left to its reader. */
const begun = (stream: Readable, signal: AbortSignal | undefined): Promise<Begun> =>
  new Promise((resolve, reject) => {
    const taken: Uint8Array[] = []
    const settle = (act: () => void) => {
      stream.off('readable', look).off('end', onEnd).off('error', onBroken).off('close', onBroken)
      signal?.removeEventListener('abort', onAbort)
      act()
    }
    const look = () => {
      while (mayGoOn(Buffer.concat(taken))) {
        const chunk: unknown = stream.read()
        if (chunk === null) return
        taken.push(chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk)))
      }
      settle(() => {
        for (const chunk of taken.toReversed()) stream.unshift(chunk)
        resolve({ start: Buffer.concat(taken), rest: stream })
      })
    }
    const onEnd = () => settle(() => resolve({ start: Buffer.concat(taken), rest: Buffer.concat(taken) }))
    const onBroken = () => settle(() => resolve({ start: Buffer.alloc(0), rest: stream }))
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

// Nothing is waited for that cannot become one of the formats: a source may stop after its first byte.
const mayGoOn = (start: Uint8Array): boolean =>
  start.length < 4 && /^(?:$|1f|42|fd|28|5.)/.test(Buffer.from(start.subarray(0, 1)).toString('hex'))
