import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Engine } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'
import type { CopiedSource, CopyOptions } from '../spec/copies.ts'

/**
 * Looks at the files and directories to copy before anything is created.
 *
 * @throws InvalidArgumentError when one does not exist, or is not of its kind
 */
export const checkSources = async (copies: readonly CopiedSource[]): Promise<void> => {
  for (const copy of copies) {
    if (copy.kind !== 'file' && copy.kind !== 'directory') continue
    const found = await stat(copy.source).catch(() => undefined)
    if (!found) throw new InvalidArgumentError(`Copy source \`${copy.source}\` does not exist.`)
    if (found.isDirectory() !== (copy.kind === 'directory')) {
      const method = found.isDirectory() ? 'withCopyDirectoriesToContainer' : 'withCopyFilesToContainer'
      throw new InvalidArgumentError(`Copy source \`${copy.source}\` is not a ${copy.kind}. Use ${method}().`)
    }
  }
}

/** Puts everything into a container, running or not: one archive for all but those that the user brings as archives. */
export const copyInto = async (
  engine: Engine,
  containerId: string,
  copies: readonly CopiedSource[],
  options: CopyOptions,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const upload = (tar: Readable | Uint8Array, path: string) =>
    engine.containers.putArchive(containerId, tar, { ...options, path, signal })
  const entries = copies.filter((copy) => copy.kind !== 'archive')
  if (entries.length > 0) {
    // Loaded on first use: most containers are started without copying anything.
    const { packSources } = await import('./pack.ts')
    await upload(packSources(entries), '/')
  }
  for (const copy of copies) if (copy.kind === 'archive') await upload(await copy.bytes(), copy.target)
}
