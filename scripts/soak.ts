// Runs test/reliability at full length, one file after the other, and prints the figures that docs/reliability.md has.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'slipway-soak-'))
const figures = join(folder, 'figures.md')
const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'soak', '--no-file-parallelism', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, SLIPWAY_SOAK: '1', SLIPWAY_SOAK_FIGURES: figures } },
)
try {
  process.stdout.write(`\n| test | figure |\n| --- | --- |\n${readFileSync(figures, 'utf8')}`)
} catch {
  process.stdout.write('\nno figure was recorded\n')
}
rmSync(folder, { recursive: true })
process.exitCode = status ?? 1
