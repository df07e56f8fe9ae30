import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CopiedSource } from '../spec/copies.ts'

/** What is copied, by its target: a digest of contents, names and permissions. */
export const copyDigests = async (copies: readonly CopiedSource[]): Promise<Readonly<Record<string, string>>> => {
  const digests: Record<string, string> = {}
  for (const copy of copies) {
    const hash = createHash('sha256').update(copy.kind)
    if (copy.kind === 'content') hash.update(`${copy.mode}\0`)
    if (copy.kind === 'content' || copy.kind === 'archive') hash.update(await copy.bytes())
    else await addPath(hash, copy.source, copy.mode)
    // Two archives for the same place are both unpacked there.
    digests[copy.target] = `${digests[copy.target] ?? ''}${hash.digest('hex')}`
  }
  return digests
}

const addPath = async (hash: Hash, path: string, mode: number | undefined): Promise<void> => {
  const found = await stat(path)
  if (found.isDirectory()) {
    for (const name of (await readdir(path)).sort()) {
      hash.update(`/${name}\0`)
      await addPath(hash, join(path, name), mode)
    }
  } else {
    hash.update(`${mode ?? found.mode}\0${found.size}\0`)
    for await (const chunk of createReadStream(path)) hash.update(chunk)
  }
}
