import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
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

/** Starts a program that makes one of everything; it is ended after the test. */
export const startVictim = async ({
  end = '',
  env = {},
}: {
  readonly end?: string
  readonly env?: NodeJS.ProcessEnv
} = {}): Promise<{ readonly victim: ChildProcess; readonly label: string }> => {
  const program = new URL('victim.ts', import.meta.url).pathname
  const victim = spawn(process.execPath, ['--import', 'tsx', program, end], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  victims.push(victim)
  const ended = once(victim, 'close').then(([code]) => Promise.reject(new Error(`the program ended with ${code}`)))
  ended.catch(() => {})
  const [id] = await Promise.race([once(createInterface(victim.stdout), 'line'), ended])
  return { victim, label: `${sessionLabel}=${id}` }
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
