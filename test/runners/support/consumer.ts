import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { nodePrograms } from './node-programs.ts'

/** Before the tests of the runners: a folder with the sample projects, where the packed package and the runners are installed. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-runners-'))
  await cp(samples, folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  const [nodes] = await Promise.all([nodePrograms(), pack(folder).then((tarball) => install(tarball, folder))])
  project.provide('consumer', folder)
  project.provide('nodes', nodes)
  return () => rm(folder, { recursive: true })
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the folder. */
    consumer: string
    /** The programs of the versions of Node, by their first numbers. */
    nodes: Readonly<Record<string, string>>
  }
}

const samples = join(import.meta.dirname, '..', 'samples')
const run = promisify(execFile)

/** Not from `dist`, which may be older, or be written at the same time. @returns the tarball's path */
const pack = async (folder: string): Promise<string> => {
  const packed = join(folder, 'packed')
  await mkdir(packed)
  await cp('package.json', join(packed, 'package.json'))
  await run(process.execPath, [resolve('node_modules/tsdown/dist/run.mjs'), '--out-dir', join(packed, 'dist')])
  const { stdout } = await run('npm', ['pack', '--ignore-scripts'], { cwd: packed })
  return join(packed, stdout.trim())
}

const install = async (tarball: string, folder: string): Promise<void> => {
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder })
  await mkdir(join(folder, 'node_modules/@types'))
  // The runners are as good from here as downloaded once more.
  for (const name of ['vitest', 'jest', 'jest-environment-node', '@types/node', 'undici-types']) {
    await symlink(resolve('node_modules', name), join(folder, 'node_modules', name))
  }
}
