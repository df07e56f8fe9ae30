import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder to unpack into, with links in it that lead to another one beside it. */
export interface HostileGround extends AsyncDisposable {
  readonly folder: string
  readonly outside: string
  /** All there is beside the folder, down to the times of its last changes: what differs later was written to. */
  readonly around: () => Promise<readonly string[]>
  /** What was unpacked and leads out of the folder. */
  readonly escapes: () => Promise<readonly string[]>
}

export const hostileGround = async (): Promise<HostileGround> => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'slipway-hostile-')))
  const folder = join(root, 'in')
  const outside = join(root, 'out')
  await Promise.all([mkdir(folder), mkdir(join(outside, 'deep'), { recursive: true })])
  await writeFile(join(outside, 'secret'), 'secret')
  await writeFile(join(outside, 'deep', 'file'), 'file')
  await writeFile(join(folder, 'both'), 'mine')
  await symlink(outside, join(folder, 'toOutside'))
  await symlink(join(outside, 'secret'), join(folder, 'toSecret'))
  return {
    folder,
    outside,
    around: async () => [...(await listed(root, folder)), ...(await stateOf(root, { isRoot: true }))],
    escapes: async () => leading(folder, folder, new Set(['toOutside', 'toSecret'])),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}

const listed = async (path: string, skipped: string): Promise<readonly string[]> => {
  const names = (await readdir(path)).sort()
  const states = await Promise.all(
    names.map(async (name) => {
      const child = join(path, name)
      if (child === skipped) return []
      const found = await lstat(child)
      return [...(await stateOf(child)), ...(found.isDirectory() ? await listed(child, skipped) : [])]
    }),
  )
  return states.flat()
}

const stateOf = async (path: string, { isRoot = false } = {}): Promise<readonly string[]> => {
  const { mode, nlink, uid, gid, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true })
  const isFile = (await lstat(path)).isFile()
  // The folder itself may get a new time, and so be noted in its parent: names in that are listed anyway.
  const times = isRoot ? '' : `${mtimeNs} ${ctimeNs}`
  return [`${path} ${mode} ${nlink} ${uid} ${gid} ${size} ${times} ${isFile ? await readFile(path, 'utf8') : ''}`]
}

const leading = async (path: string, folder: string, known: ReadonlySet<string>): Promise<readonly string[]> => {
  const names = await readdir(path).catch(() => [])
  const found = await Promise.all(
    names.map(async (name) => {
      const child = join(path, name)
      const kind = await lstat(child)
      if (kind.isDirectory()) return leading(child, folder, known)
      if (kind.nlink > 1 && kind.isFile()) return []
      if (!kind.isSymbolicLink()) return []
      const target = await realpath(child).catch(() => undefined)
      const isInside = target === undefined || target === folder || target.startsWith(`${folder}/`)
      const wasThere = path === folder && known.has(name)
      // A link of the archive to a link of ours is as good as ours.
      const isOurs = (await readlink(child)).startsWith('toOutside') || (await readlink(child)).startsWith('toSecret')
      return isInside || wasThere || isOurs ? [] : [`${child} → ${target}`]
    }),
  )
  return found.flat()
}
