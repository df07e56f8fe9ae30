import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cachePath } from '../../testbed/cache.ts'

/** The versions of Node that the package is for, by their first numbers. */
export const nodeVersions: Readonly<Record<string, string>> = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' }

/** Their programs, from npm where this process is of another version. They stay in the test bed's cache. */
export const nodePrograms = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(nodeVersions).map(async ([major, version]) => [major, await program(major, version)] as const),
    ),
  )

const program = async (major: string, version: string): Promise<string> => {
  if (process.version.startsWith(`v${major}.`)) return process.execPath
  const folder = cachePath('node', version)
  if (!existsSync(folder)) await install(version, folder)
  return join(folder, 'node_modules', packageName, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

// What the package `node` has installed by a script, which npm no longer runs unasked.
const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

const install = async (version: string, folder: string): Promise<void> => {
  await mkdir(cachePath('node'), { recursive: true })
  const unfinished = await mkdtemp(`${folder}-`)
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save']
  await promisify(execFile)('npm', ['install', `--prefix=${unfinished}`, ...options, `${packageName}@${version}`])
  // Another run may have been quicker.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }))
}
