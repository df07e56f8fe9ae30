import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { sessionLabel } from '../../src/cleanup/labels.ts'
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
}

/** Starts a program beside this file that makes one of everything; it is ended after the test. */
export const startVictim = async ({
  program = 'victim.ts',
  end = '',
  env = {},
}: {
  readonly program?: string
  readonly end?: string
  readonly env?: NodeJS.ProcessEnv
} = {}): Promise<Victim> => {
  const path = new URL(program, import.meta.url).pathname
  const victim = spawn(process.execPath, ['--import', 'tsx', path, end], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })
  victims.push(victim)
  const ended = once(victim, 'close').then(([code]) => Promise.reject(new Error(`the program ended with ${code}`)))
  ended.catch(() => {})
  const [id] = await Promise.race([once(createInterface({ input: victim.stdout ?? process.stdin }), 'line'), ended])
  return { victim, label: `${sessionLabel}=${id}` }
}

/** Kills its watchdog and then itself, so that nobody on this machine cleans up. */
export const killWithWatchdog = async ({ victim }: Victim): Promise<void> => {
  const children = readFileSync(`/proc/${victim.pid}/task/${victim.pid}/children`, 'utf8').trim().split(' ')
  for (const child of children) process.kill(Number(child), 'SIGKILL')
  victim.kill('SIGKILL')
  await once(victim, 'close')
}

/** Nothing carries the label any more, within the time that users are promised. The engine's own events tell when to look again. */
export const expectNothingLeft = async (label: string): Promise<void> => {
  await using engine = await Engine.connect()
  const limit = AbortSignal.timeout(10_000)
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
