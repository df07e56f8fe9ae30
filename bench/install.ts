/**
 * What a production install of the packed package brings: packages, bytes, install scripts.
 * Usage: npm run build && npm run bench:install [package…], others from the registry to compare with
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { table } from './figures.ts'

interface Installed {
  readonly packages: number
  readonly bytes: number
  /** Names of packages that run a program of their own when they are installed. */
  readonly scripts: readonly string[]
}

const limits = { packages: 25, bytes: 10_000_000 }

const installed = (name: string): Installed => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-install-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', name], folder)
    const modules = join(folder, 'node_modules')
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).map((file) => join(modules, file))
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'))
    const entries = Object.entries<{ hasInstallScript?: boolean }>(lock.packages)
    return {
      packages: entries.length,
      bytes: files.reduce((sum, file) => sum + (statSync(file).isFile() ? statSync(file).size : 0), 0),
      scripts: entries.flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [path] : [])),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const packed = (destination: string): string => {
  const [{ filename }] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', `--pack-destination=${destination}`], process.cwd()),
  )
  return join(destination, filename)
}

const folder = mkdtempSync(join(tmpdir(), 'slipway-pack-'))
const tarball = packed(folder)
const ours = installed(tarball)
const others = process.argv.slice(2).map((name) => [name, installed(name)] as const)
const row = (name: string, { packages, bytes, scripts }: Installed): string[] => [
  name,
  String(packages),
  (bytes / 1e6).toFixed(2),
  scripts.join(', ') || 'none',
]
console.log(
  table([
    ['', 'packages', 'MB', 'install scripts'],
    row('slipway', ours),
    ...others.map(([name, it]) => row(name, it)),
  ]),
)
console.log(
  `tarball ${(statSync(tarball).size / 1e6).toFixed(2)} MB; at most ${limits.packages} packages and ${limits.bytes / 1e6} MB`,
)
rmSync(folder, { recursive: true })
if (ours.packages > limits.packages || ours.bytes > limits.bytes || ours.scripts.length > 0) process.exitCode = 1
