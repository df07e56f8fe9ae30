import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { sessionLabel } from '../../src/cleanup/labels.ts'
import { childrenOf } from '../support/children-of.ts'
import { leftBehind } from './left-behind.ts'

const victims: ChildProcess[] = []

/** For `afterEach()`. */
export const endVictims = (): void => {
  for (const victim of victims.splice(0)) victim.kill('SIGKILL')
}

export interface Victim {
  readonly victim: ChildProcess
  /** What everything of it carries. */
  readonly label: string
  /** In the environment of it and of all that it starts. */
  readonly mark: string
}

/** Starts a program beside this file that makes one of everything; it is ended after the test. */
export const startVictim = async ({
  program = 'victim.ts',
  args = [],
  env = {},
  terminal = false,
}: {
  readonly program?: string
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Whether it runs in a terminal of its own, which is closed when what is returned is killed. */
  readonly terminal?: boolean
} = {}): Promise<Victim> => {
  const path = new URL(program, import.meta.url).pathname
  const mark = `SLIPWAY_VICTIM=${randomUUID()}`
  const node = [process.execPath, '--import', 'tsx', path, ...args]
  const [command = '', ...rest] = terminal ? ['script', '-qec', node.join(' '), '/dev/null'] : node
  const victim = spawn(command, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env, SLIPWAY_VICTIM: mark.slice(mark.indexOf('=') + 1) },
  })
  victims.push(victim)
  const ended = once(victim, 'close').then(([code]) => Promise.reject(new Error(`the program ended with ${code}`)))
  ended.catch(() => {})
  if (!victim.stdout) throw new Error('the program has no output')
  const [id] = await Promise.race([once(createInterface(victim.stdout), 'line'), ended])
  return { victim, label: `${sessionLabel}=${id}`, mark }
}

/** For the environment of a program whose clock is wrong. */
export const clockOff = (days: number): NodeJS.ProcessEnv => {
  const wrong = `const now = Date.now; Date.now = () => now() + ${days} * 86_400_000`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(wrong)}` }
}

/** Kills its watchdog and then itself, so that nobody on this machine cleans up. */
export const killWithWatchdog = async ({ victim }: Victim): Promise<void> => {
  for (const child of childrenOf(victim.pid)) process.kill(child, 'SIGKILL')
  victim.kill('SIGKILL')
  await once(victim, 'close')
}

/** The processes that it started have all ended, the watchdog too: nothing is under way any more. */
export const untilProcessesEnded = async ({ mark }: Victim): Promise<void> => {
  const limit = AbortSignal.timeout(10_000)
  // Nothing tells of the end of a process that is not ours.
  while (processesWith(mark).length > 0) await sleep(20, undefined, { signal: limit })
}

const processesWith = (mark: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)
    } catch {
      return false
    }
  })

/** Nothing carries the label any more, within the time that users are promised. The engine's own events tell when to look again. */
export const expectNothingLeft = async (label: string, withinMs = 10_000): Promise<void> => {
  await using engine = await Engine.connect()
  const limit = AbortSignal.timeout(withinMs)
  const events = engine.system.events({ signal: limit, since: Date.now() / 1000 - 60 })
  while ((await leftBehind(engine, label)).length > 0) {
    try {
      await events.next()
    } catch {
      break
    }
  }
  expect(await leftBehind(engine, label)).toEqual([])
}
