/**
 * CPU time that importing the built package adds to an empty Node process: user and system, of the whole process, until it ends.
 * Usage: npm run build && npm run bench:import [rounds]
 *
 * SLIPWAY_BENCH_PEER names a folder in whose node_modules testcontainers is installed; it joins in where Node can load it.
 */
import { spawnSync } from 'node:child_process'
import { median, table } from './figures.ts'

interface Subject {
  readonly name: string
  readonly code: string
  readonly esm?: boolean
  /** From where the names are resolved. @default this project, which is its own package `slipway` */
  readonly cwd?: string
}

const rounds = Number(process.argv[2] ?? 31)
const peer = process.env.SLIPWAY_BENCH_PEER
const empty: Subject = { name: 'empty process', code: '' }
const subjects: readonly Subject[] = [
  empty,
  { name: 'empty process, ESM', code: '', esm: true },
  { name: "import 'slipway'", code: "import 'slipway'", esm: true },
  { name: "require('slipway')", code: "require('slipway')" },
  { name: "import 'slipway/api'", code: "import 'slipway/api'", esm: true },
  { name: "require('slipway/api')", code: "require('slipway/api')" },
  { name: "require('undici'), all of it", code: "require('undici')" },
  ...(peer ? [{ name: "require('testcontainers')", code: "require('testcontainers')", cwd: peer }] : []),
]

// Synchronous, so that nothing runs after it.
const report =
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); fs.writeSync(1, String(user + system)) })"

const cpuMs = ({ code, esm = false, cwd = process.cwd(), name }: Subject): number => {
  const text = esm
    ? `import fs from 'node:fs'; ${report}; ${code}`
    : `const fs = require('node:fs'); ${report}; ${code}`
  const options = ['--input-type', esm ? 'module' : 'commonjs', '--eval', text]
  const { status, stdout, stderr } = spawnSync(process.execPath, options, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`\`${name}\` ended with exit code ${status}.\n${stderr}`)
  return Number(stdout) / 1000
}

const usable = subjects.filter((subject) => {
  try {
    return cpuMs(subject) > 0
  } catch (error) {
    console.log(String(error).split('\n').slice(0, 8).join('\n'))
    return false
  }
})
const figures = new Map(usable.map(({ name }) => [name, [] as number[]]))
for (let round = 0; round < rounds; round++) {
  // The order turns, so that no subject always follows the same one.
  for (const index of usable.keys()) {
    const subject = usable[(index + round) % usable.length] ?? empty
    figures.get(subject.name)?.push(cpuMs(subject))
  }
}

const base = figures.get(empty.name) ?? []
console.log(
  table([
    ['', 'CPU ms, median', 'min', 'added to an empty process', 'ratio'],
    ...[...figures].map(([name, ms]) => [
      name,
      median(ms).toFixed(1),
      Math.min(...ms).toFixed(1),
      (median(ms) - median(base)).toFixed(1),
      (median(ms) / median(base)).toFixed(2),
    ]),
  ]),
)
console.log(`${rounds} rounds, Node ${process.version}`)
