import { basename, dirname, posix } from 'node:path'
import { Readable } from 'node:stream'
import { type Headers, pack as packFolder } from 'tar-fs'
import { pack as newArchive, type Pack } from 'tar-stream'
import type { CopiedSource } from '../spec/copies.ts'

type PackedSource = Exclude<CopiedSource, { kind: 'archive' }>

/** One tar archive of many sources, each under its absolute target; links are followed, nothing is held in memory but given contents. */
export const packSources = (sources: readonly PackedSource[]): Readable => {
  const archive = newArchive()
  void (async () => {
    for (const source of sources) await add(archive, source)
    archive.finalize()
  })().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))))
  return Readable.from(archive, { objectMode: false })
}

const add = (archive: Pack, source: PackedSource): Promise<void> => {
  if (source.kind === 'content') return addContent(archive, source)
  const { kind, target, mode } = source
  const inTarget = (header: Headers): Headers => ({
    ...header,
    name: kind === 'file' ? target : posix.join(target, header.name),
    ...(mode !== undefined && header.type === 'file' ? { mode } : {}),
  })
  return kind === 'file'
    ? addFolder(archive, dirname(source.source), { entries: [basename(source.source)], map: inTarget })
    : addFolder(archive, source.source, { map: inTarget })
}

const addFolder = (
  archive: Pack,
  folder: string,
  options: { readonly entries?: string[]; readonly map: (header: Headers) => Headers },
): Promise<void> =>
  new Promise((resolve, reject) => {
    archive.once('error', reject)
    packFolder(folder, { ...options, dereference: true, pack: archive, finalize: false, finish: () => resolve() })
  })

const addContent = async (
  archive: Pack,
  { target, mode, bytes }: Extract<PackedSource, { kind: 'content' }>,
): Promise<void> => {
  const content = Buffer.from(await bytes())
  await new Promise<void>((resolve, reject) => {
    archive.entry({ name: target, mode: mode ?? 0o644, mtime: new Date() }, content, (error) =>
      error ? reject(error) : resolve(),
    )
  })
}
