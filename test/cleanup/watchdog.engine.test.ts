import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { sshToOurEngine } from '../support/program-on-path.ts'
import { listening, proxyServer, toEngine } from '../support/servers.ts'
import { endVictims, expectNothingLeft, startVictim } from './victims.ts'

afterEach(endVictims)

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
  const { victim, label } = await startVictim({ args: ['while-starting'] })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test.each(['exit', 'throw'])('nothing is left when the process ends by %s', async (end) => {
  const { label } = await startVictim({ args: [end] })
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
