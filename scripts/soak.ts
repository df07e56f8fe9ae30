// Runs test/reliability at full length, and prints the figures that docs/reliability.md has.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const reliability = 'test/reliability'
// These wait more than they work: two files at a time. The others measure times and memory: one after the other.
const waiting = ['kills', 'faults/matrix', 'faults/tcp', 'engine-ends', 'hostile'].map(
  (name) => `${reliability}/${name}`,
)

const folder = mkdtempSync(join(tmpdir(), 'slipway-soak-'))
const figures = join(folder, 'figures.md')
const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs')

/** @returns whether all passed */
const run = (...args: readonly string[]): boolean => {
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'soak', ...args], {
    stdio: 'inherit',
    env: { ...process.env, SLIPWAY_SOAK: '1', SLIPWAY_SOAK_FIGURES: figures },
  })
  return status === 0
}

const chosen = process.argv.slice(2)
const outcomes =
  chosen.length > 0
    ? [run('--no-file-parallelism', ...chosen)]
    : [run(...waiting), run('--no-file-parallelism', ...waiting.map((path) => `--exclude=${path}**`))]
try {
  process.stdout.write(`\n| test | figure |\n| --- | --- |\n${readFileSync(figures, 'utf8')}`)
} catch {
  process.stdout.write('\nno figure was recorded\n')
}
rmSync(folder, { recursive: true })
process.exitCode = outcomes.every(Boolean) ? 0 : 1
