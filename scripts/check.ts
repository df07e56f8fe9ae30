// npm run check: everything that needs no engine, two at a time. One line a check, and what it printed only where it failed.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

interface Check {
  readonly name: string
  readonly command: readonly [program: string, ...args: string[]]
  /** Name of the check that has to pass before. */
  readonly after?: string
}

const folder = await mkdtemp(join(tmpdir(), 'slipway-check-'))
const { name, version } = JSON.parse(await readFile('package.json', 'utf8'))
const tarball = join(folder, `${name}-${version}.tgz`)

const checks: readonly Check[] = [
  { name: 'build', command: ['tsdown'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'pack', command: ['npm', 'pack', '--ignore-scripts', `--pack-destination=${folder}`], after: 'build' },
  { name: 'consumers', command: ['tsx', 'scripts/check-package.ts', tarball], after: 'pack' },
  { name: 'attw', command: ['attw', tarball, '--no-emoji'], after: 'pack' },
  { name: 'publint', command: ['publint', 'run', tarball, '--strict'], after: 'pack' },
  { name: 'biome', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=200'] },
  { name: 'knip', command: ['knip', '--treat-config-hints-as-errors'] },
]

const waiting = new Set(checks)
const passed = new Map<string, Promise<boolean>>()

/** Takes one check after the other, first those that others need. */
const lane = async (): Promise<void> => {
  for (const check of waiting) {
    waiting.delete(check)
    passed.set(check.name, run(check))
    await passed.get(check.name)
  }
}

const run = async ({ name, command: [program, ...args], after }: Check): Promise<boolean> => {
  if (after !== undefined && !(await passed.get(after))) return report(name, false, 'not run', `It needs \`${after}\`.`)
  const start = performance.now()
  const { code, output } = await execute(program, args)
  return report(name, code === 0, `${((performance.now() - start) / 1000).toFixed(1)} s`, output.trim())
}

const execute = async (program: string, args: readonly string[]) => {
  const PATH = [resolve('node_modules/.bin'), process.env.PATH].join(delimiter)
  const child = spawn(program, args, {
    env: { ...process.env, PATH, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  const [code, ...outputs] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, output: outputs.join('') }
}

const report = (name: string, ok: boolean, time: string, output: string): boolean => {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${time.padStart(7)}`)
  if (!ok) console.log(output.replaceAll(/^/gm, '    '))
  return ok
}

await Promise.all([lane(), lane()])
await rm(folder, { recursive: true })
const outcomes = await Promise.all(passed.values())
const failures = outcomes.filter((ok) => !ok).length
console.log(`${outcomes.length - failures} passed, ${failures} failed`)
process.exitCode = failures ? 1 : 0
