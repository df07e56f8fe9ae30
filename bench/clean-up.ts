/**
 * What the clean-up costs: the first start of a process with and without it, in whole processes in turn, and the watchdog itself.
 * Usage: npm run bench:clean-up [rounds]
 */

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Engine } from '../src/api/index.ts'
import { dismissal } from '../src/cleanup/watchdog-program.ts'
import { childrenOf } from '../test/support/children-of.ts'
import { printProgress } from '../test/testbed/progress.ts'
import { startTestbed } from '../test/testbed/testbed.ts'
import { median, table } from './figures.ts'

const rounds = Number(process.argv[2] ?? 20)
const bed = startTestbed(['busybox:latest'], { onProgress: printProgress })
process.env.DOCKER_HOST = (await bed.engine).host
await bed.ready
await using engine = await Engine.connect()

interface Run {
  readonly startMs: number
  /** Of the watchdog, where there is one. */
  readonly kilobytes: number
  /** To its end, when everything is known to be removed. */
  readonly dismissedMs: number
  /** To its end, when it has to look, and finds nothing. */
  readonly lookMs: number
}

const measured = async (isGuarded: boolean): Promise<Run> => {
  const program = new URL('first-start.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', program, String(isGuarded)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const [watchdog] = childrenOf(child.pid)
  const costs = watchdog ? watchdogCosts(watchdog) : { kilobytes: 0, dismissedMs: 0, lookMs: 0 }
  child.kill('SIGKILL')
  return { startMs: Number(line), ...costs }
}

const watchdogCosts = (pid: number): Omit<Run, 'startMs'> => {
  // What it has for itself; the pages of its program are shared by all shells.
  const memory = [...readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^Private_\w+: +(\d+) kB$/gm)]
  const kilobytes = memory.reduce((sum, [, part]) => sum + Number(part), 0)
  // The same program from its beginning to its end, with nothing to remove: bash counts the processes that it starts too.
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  const task = `${JSON.stringify({ ...engine.address, apiVersion: engine.apiVersion, label: 'slipway.session=none' })}\n`
  return { kilobytes, dismissedMs: cpuMsOf(command, `${task}${dismissal}\n`), lookMs: cpuMsOf(command, task) }
}

const cpuMsOf = (command: readonly string[], input = ''): number => {
  const timed = ['-c', 'TIMEFORMAT="%U %S"; { time "$@"; } 2>&1', 'bash', ...command]
  const times = execFileSync('bash', timed, { input, encoding: 'utf8' })
  return times.split(' ').reduce((sum, seconds) => sum + Number(seconds) * 1000, 0)
}

await measured(true)
const runs: Record<'guarded' | 'alone', Run[]> = { guarded: [], alone: [] }
for (let round = 0; round < rounds; round++) {
  const order = round % 2 ? (['guarded', 'alone'] as const) : (['alone', 'guarded'] as const)
  for (const kind of order) runs[kind].push(await measured(kind === 'guarded'))
}
const starts = (kind: 'guarded' | 'alone') => runs[kind].map(({ startMs }) => startMs)
const figures = (values: readonly number[]) =>
  [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(1))

console.log(
  table([
    ['', 'median', 'min', 'max'],
    ['first start with clean-up, ms', ...figures(starts('guarded'))],
    ['first start without, ms', ...figures(starts('alone'))],
    ['watchdog that waits, kB of its own', ...figures(runs.guarded.map(({ kilobytes }) => kilobytes))],
    ['watchdog to its end, nothing left, CPU ms', ...figures(runs.guarded.map(({ dismissedMs }) => dismissedMs))],
    ['watchdog to its end, has to look, CPU ms', ...figures(runs.guarded.map(({ lookMs }) => lookMs))],
    ['bare Node, CPU ms', ...figures(runs.guarded.map(() => cpuMsOf([process.execPath, '-e', '0'])))],
  ]),
)
const ratios = starts('guarded').map((ms, index) => ms / (starts('alone')[index] ?? ms))
console.log(`median of the paired ratios ${median(ratios).toFixed(3)}, ${rounds} rounds`)
