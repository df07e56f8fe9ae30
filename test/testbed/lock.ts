import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cachePath } from './cache.ts'
import { isAlive, processMark } from './process-mark.ts'

/**
 * Does the work while no other process on this machine does work under the same name.
 *
 * @throws Error when the other one is still at it after 20 minutes
 */
export const withLock = async <T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  const file = cachePath('locks', name.replaceAll(/[^\w.-]+/g, '-'))
  await mkdir(dirname(file), { recursive: true })
  await acquire(file, signal)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

const acquire = async (file: string, signal: AbortSignal | undefined) => {
  const deadline = Date.now() + 20 * 60_000
  while (!(await create(file))) {
    const owner = await readFile(file, 'utf8').catch(() => '')
    if (owner !== '' && !isAlive(owner)) await removeLeftover(file, owner)
    else if (Date.now() > deadline) throw new Error(`The lock \`${file}\` is held by process ${owner} for 20 minutes.`)
    else await sleep(100, undefined, signal ? { signal } : {})
  }
}

// A link appears with its content at once; a file that is created and then written could be read in between.
const create = async (file: string) => {
  const own = `${file}.${process.pid}.${randomUUID()}`
  await writeFile(own, processMark(process.pid))
  try {
    await link(own, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

// Two processes can see the same leftover: whoever renames it decides, and gives back a lock that was fresh after all.
const removeLeftover = async (file: string, owner: string) => {
  const aside = `${file}.${process.pid}`
  await rename(file, aside).catch(() => undefined)
  const renamed = await readFile(aside, 'utf8').catch(() => owner)
  if (renamed !== owner) await rename(aside, file)
  else await rm(aside, { force: true })
}
