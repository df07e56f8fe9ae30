import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cachePath } from './cache.ts'
import { withLock } from './lock.ts'

/**
 * A folder of the cache that is made once: complete or not there at all. Other versions of it are removed.
 *
 * @param version changes whenever the content would
 * @param make fills the folder
 */
export const kept = async (
  name: string,
  version: string,
  make: (folder: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<string> => {
  const folder = keptFolder(name, version)
  if (existsSync(folder)) return folder
  return withLock(
    `kept ${name}`,
    async () => {
      if (existsSync(folder)) return folder
      await removeAll(dirname(folder))
      const unfinished = `${folder}.unfinished`
      await mkdir(unfinished, { recursive: true })
      await make(unfinished)
      await rename(unfinished, folder)
      return folder
    },
    signal,
  )
}

const keptFolder = (name: string, version: string) => cachePath('built', name.replaceAll(/[^\w.-]+/g, '-'), version)

// Also what an earlier attempt left when it was killed.
const removeAll = async (folder: string) => {
  const entries = existsSync(folder) ? await readdir(folder) : []
  await Promise.all(entries.map((entry) => rm(join(folder, entry), { recursive: true, force: true })))
}
