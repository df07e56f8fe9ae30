import { randomUUID } from 'node:crypto'
import { mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { InvalidArgumentError } from '../../events/error.ts'
import type { GrpcMethods } from './grpc-server.ts'

/** What a build gives in place of an image: the file system of its last stage. */
export type BuildOutput =
  | { readonly type: 'tar'; readonly file: string }
  /** Ended with the build, destroyed when it fails. */
  | { readonly type: 'tar'; readonly stream: Writable }
  /** Made if it does not exist. What is there stays, unless the build has the same. */
  | { readonly type: 'local'; readonly folder: string }

/** Where an output goes while a build runs. */
export interface OpenOutput {
  readonly write: (archive: Readable) => Promise<void>
  /** After a success, when all is written. */
  readonly keep: () => Promise<void>
  /** After a failure. */
  readonly drop: (reason: unknown) => Promise<void>
}

/** Makes ready for an output. @throws InvalidArgumentError when it cannot be written there */
export const openOutput = async (output: BuildOutput): Promise<OpenOutput> => {
  if (output.type === 'local') return toFolder(output.folder)
  return 'file' in output ? toFile(output.file) : toStream(output.stream)
}

/** Takes what BuildKit's exporter sends: pieces of a tar archive. */
export const outputService = ({ write }: OpenOutput): GrpcMethods => ({
  '/moby.filesync.v1.FileSend/DiffCopy': async ({ requests }) => {
    async function* pieces() {
      for await (const piece of requests) yield piece.bytes(1)
    }
    await write(Readable.from(pieces(), { objectMode: false }))
  },
})

const toStream = (stream: Writable): OpenOutput => ({
  write: (archive) => pipeline(archive, stream),
  keep: async () => {},
  drop: async (reason) => {
    stream.on('error', () => {})
    stream.destroy(reason instanceof Error ? reason : undefined)
  },
})

// Beside the file first: one that is there already is replaced by a whole one, or stays. Nobody else reads it before it is whole.
const toFile = async (file: string): Promise<OpenOutput> => {
  const part = `${file}.${randomUUID().slice(0, 8)}.part`
  const handle = await open(part, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(file, error)
  })
  return {
    // By what is open: the name may be another file's by now.
    write: (archive) => writeFile(handle, archive),
    keep: async () => {
      await handle.chmod((await modeOf(file)) ?? 0o666 & ~process.umask())
      await handle.close()
      await rename(part, file)
    },
    drop: async () => {
      await handle.close()
      await rm(part, { force: true })
    },
  }
}

const modeOf = async (file: string): Promise<number | undefined> => (await stat(file).catch(() => undefined))?.mode

const toFolder = async (folder: string): Promise<OpenOutput> => {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw unwritable(folder, error)
  }
  const path = await realpath(folder)
  return {
    write: async (archive) => (await import('./unpack.ts')).unpack(archive, path),
    keep: async () => {},
    drop: async () => {},
  }
}

const unwritable = (place: string, error: unknown): InvalidArgumentError => {
  const reason = error instanceof Error && 'code' in error ? error.code : error
  return new InvalidArgumentError(`The build's output cannot be written to \`${place}\` (${reason}).`)
}
