import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { sessionLabel } from '../../src/cleanup/session.ts'
import { sshToOurEngine } from '../support/program-on-path.ts'
import { listening, proxyServer, toEngine } from '../support/servers.ts'
import { leftBehind } from './left-behind.ts'

const victims: ChildProcess[] = []
afterEach(() => {
  for (const victim of victims.splice(0)) victim.kill('SIGKILL')
})

test('nothing is left within 10 s after a kill -9 of the process', async () => {
  const { victim, label } = await startVictim()
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test('nothing is left after a kill -9 of the whole process group', async () => {
  const { victim, label } = await startVictim()
  process.kill(-(victim.pid ?? 0), 'SIGKILL')
  await expectNothingLeft(label)
})

test('nothing is left when the process is killed in the middle of a start', async () => {
  const { victim, label } = await startVictim({ end: 'while-starting' })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test.each(['exit', 'throw'])('nothing is left when the process ends by %s', async (end) => {
  const { label } = await startVictim({ end })
  await expectNothingLeft(label)
})

test('nothing is left on an engine that is reached by ssh', async () => {
  await using ssh = await sshToOurEngine()
  const { victim, label } = await startVictim({ env: { DOCKER_HOST: 'ssh://machine.example' } })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
  expect(await ssh.calls()).toContain('dial-stdio')
})

test('nothing is left on an engine that is reached by a proxy', async () => {
  await using road = await listening(createServer(toEngine))
  await using proxy = await listening(proxyServer(road.port, () => {}))
  const env = {
    DOCKER_HOST: 'tcp://engine.example:2375',
    DOCKER_TLS_VERIFY: '',
    HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
  }
  const { victim, label } = await startVictim({ env })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

const startVictim = async ({
  end = '',
  env = {},
}: {
  readonly end?: string
  readonly env?: NodeJS.ProcessEnv
} = {}) => {
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

// The engine's own events tell when to look again; the limit is what users are promised.
const expectNothingLeft = async (label: string): Promise<void> => {
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
