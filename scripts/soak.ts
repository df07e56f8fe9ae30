// Runs test/reliability at full length, and prints the figures that docs/reliability.md has.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const below = (...names: readonly string[]) => names.map((name) => `test/reliability/${name}`)
// These wait more than they work, and share the machine. The others measure times and memory: one file after the other.
const kills = below('kills')
const waiting = below('faults/matrix', 'faults/tcp', 'faults/adversity', 'faults/mutations', 'engine-ends', 'hostile')

const folder = mkdtempSync(join(tmpdir(), 'slipway-soak-'))
const figures = join(folder, 'figures.md')
const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs')

/** @returns whether all passed */
const run = async (...args: readonly string[]): Promise<boolean> => {
  const program = [vitest, 'run', '--project', 'soak', '--no-file-parallelism', ...args]
  const child = spawn(process.execPath, program, {
    stdio: 'inherit',
    env: { ...process.env, SLIPWAY_SOAK: '1', SLIPWAY_SOAK_FIGURES: figures },
  })
  const [status] = await once(child, 'exit')
  return status === 0
}

const all = async (): Promise<boolean> => {
  const beside = await Promise.all([run(...kills), run(...waiting)])
  const alone = await run(...[...kills, ...waiting].map((path) => `--exclude=${path}**`))
  return alone && beside.every(Boolean)
}

const chosen = process.argv.slice(2)
const passed = await (chosen.length > 0 ? run(...chosen) : all())
try {
  process.stdout.write(`\n| test | figure |\n| --- | --- |\n${readFileSync(figures, 'utf8')}`)
} catch {
  process.stdout.write('\nno figure was recorded\n')
}
rmSync(folder, { recursive: true })
process.exitCode = passed ? 0 : 1
