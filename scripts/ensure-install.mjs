// Pre-step of the npm scripts: installs the locked packages unless node_modules holds just them.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = join(dirname(fileURLToPath(import.meta.url)), '..')

if (!isInstalled()) install()

// npm writes its list of what is installed at the very end: without it an install was cut short.
function isInstalled() {
  if (!existsSync(join(project, 'node_modules', '.package-lock.json'))) return false
  const installed = packagesOf('node_modules/.package-lock.json')
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, { version, optional, peer }]) =>
      path === '' || installed[path]?.version === version || (!(path in installed) && (optional || peer)),
  )
}

function packagesOf(file) {
  return JSON.parse(readFileSync(join(project, file), 'utf8')).packages
}

function install() {
  const start = performance.now()
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const [program, ...args] = [...npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 10 * 60_000,
  })
  if (status !== 0) {
    console.error(
      `\`npm ci\` ended with ${error?.message ?? `exit code ${status}`}.\n${firstLines(`${stdout ?? ''}${stderr ?? ''}`)}`,
    )
    process.exit(1)
  }
  console.log(`packages installed in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

// Its own words come first; npm adds all of its options.
function firstLines(output) {
  return output.split('\n').slice(0, 20).join('\n')
}
