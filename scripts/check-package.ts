// Installs the packed package into an empty project and uses it from there: ESM, CommonJS, both at once, TypeScript.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { consumerEngine } from './consumer-engine.ts'

const run = promisify(execFile)
const tarball = resolve(process.argv[2] ?? '')
const project = await mkdtemp(join(tmpdir(), 'slipway-consumer-'))

const resolutions: Readonly<Record<string, readonly string[]>> = {
  nodenext: ['--module', 'nodenext'],
  bundler: ['--module', 'preserve', '--moduleResolution', 'bundler'],
  commonjs: ['--module', 'commonjs', '--moduleResolution', 'node10'],
}

const inProject = async (program: string, ...args: string[]): Promise<void> => {
  await run(program, args, { cwd: project }).catch((error: Error & { stdout: string; stderr: string }) => {
    throw new Error(`\`${[program, ...args].join(' ')}\`\n${error.stdout}${error.stderr}`)
  })
}

const install = async (): Promise<void> => {
  await cp('scripts/consumers', project, { recursive: true })
  await writeFile(join(project, 'left-out'), '')
  await writeFile(join(project, 'package.json'), '{ "private": true }')
  await inProject('npm', 'install', '--offline', '--no-audit', '--no-fund', tarball)
  // Every TypeScript project for Node has these; ours are as good as downloaded ones.
  await mkdir(join(project, 'node_modules/@types'))
  for (const name of ['@types/node', 'undici-types']) {
    await symlink(resolve('node_modules', name), join(project, 'node_modules', name))
  }
}

const runs = async (): Promise<void> => {
  await using engine = await consumerEngine(join(project, 'engine.sock'))
  for (const program of ['import.mjs', 'require.cjs']) {
    await inProject(process.execPath, program, engine.host)
    await engine.sweptTwice()
  }
  await inProject(process.execPath, 'both.mjs')
}

const compiles = async (): Promise<void> => {
  const tsc = resolve('node_modules/typescript/bin/tsc')
  const strict = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022', '--types', 'node', 'types.ts']
  for (const options of Object.values(resolutions)) await inProject(process.execPath, tsc, ...options, ...strict)
}

try {
  await install()
  await Promise.all([runs(), compiles()])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await rm(project, { recursive: true })
}
