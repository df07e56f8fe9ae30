import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { afterEach, expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { owned } from '../api/support/resources.ts'
import { sshToOurEngine } from '../support/program-on-path.ts'
import { selfSigned } from '../support/self-signed.ts'
import { listening, proxyServer, toEngine } from '../support/servers.ts'
import { leftBehind } from './left-behind.ts'
import { endVictims, expectNothingLeft, startVictim, untilProcessesEnded } from './victims.ts'

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

test('an image that was built goes with its process', async () => {
  const { victim, label } = await startVictim({ args: ['with-image'] })
  await using engine = await Engine.connect()
  expect((await leftBehind(engine, label)).filter((thing) => thing.startsWith('image'))).toHaveLength(1)
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test('nothing is left by a program that is one minified file, far from any package', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  await using _folder = owned({}, () => rm(folder, { recursive: true }))
  const input = new URL('victim.ts', import.meta.url).pathname
  const file = join(folder, 'program.mjs')
  await build({ input, platform: 'node', output: { file, format: 'esm', minify: true, inlineDynamicImports: true } })
  const { victim, label } = await startVictim({ program: file })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test('what Node was told for the process alone does not keep its watchdog from its work', async () => {
  // The watchdog could not find it from where it runs.
  const { victim, label } = await startVictim({ env: { NODE_OPTIONS: '--import tsx' } })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test('an engine that cannot say what there is has not said that there is nothing', async () => {
  const answers = [
    ['503 Service Unavailable', '{"message":"try again"}'],
    ['200 OK', '<html>'],
    ['200 OK', 'null'],
    ['200 OK', '{"message":"try again"}'],
  ]
  let refusals = 0
  let isOverloaded = false
  const relay = createServer((near) => {
    if (!isOverloaded) return toEngine(near)
    refusals++
    isOverloaded = refusals < 8
    const [status, body] = answers[refusals % answers.length] ?? []
    near.on('error', () => {})
    near.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n${body}`)
  })
  await using road = await listening(relay)
  const victim = await startVictim({ env: { DOCKER_HOST: `tcp://127.0.0.1:${road.port}` } })
  isOverloaded = true
  victim.victim.kill('SIGKILL')
  await untilProcessesEnded(victim)
  expect(refusals).toBe(8)
  await expectNothingLeft(victim.label)
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

test.each([
  ['a proxy', 'http', undefined],
  ['a proxy over TLS', 'https', selfSigned],
])('nothing is left on an engine that is reached by %s', async (_, scheme, tls) => {
  await using road = await listening(createServer(toEngine))
  await using proxy = await listening(proxyServer(road.port, () => {}, tls))
  await using folder = await certificateFolder()
  const env = {
    DOCKER_HOST: 'tcp://engine.example:2375',
    DOCKER_TLS_VERIFY: '',
    HTTP_PROXY: `${scheme}://localhost:${proxy.port}`,
    NODE_EXTRA_CA_CERTS: folder.cert,
  }
  const { victim, label } = await startVictim({ env })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test.each([
  ['stop', false],
  ['stop-and-throw', false],
  ['stop-but-network', true],
  ['stop-but-image', true],
  ['stop-but-commit', true],
  ['stop-but-keep', true],
  ['stop-but-reaper', true],
])('the engine is asked what is left after %s: %s', async (end, isAsked) => {
  let asked = false
  const relay = createServer((near) => {
    near.on('data', (sent) => {
      asked ||= /^GET \S+slipway\.session%3D/.test(sent.toString('latin1'))
    })
    toEngine(near)
  })
  await using road = await listening(relay)
  const victim = await startVictim({ args: [end], env: { DOCKER_HOST: `tcp://127.0.0.1:${road.port}` } })
  await untilProcessesEnded(victim)
  expect(asked).toBe(isAsked)
  await expectNothingLeft(victim.label)
})

const certificateFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const cert = join(folder, 'cert.pem')
  await writeFile(cert, selfSigned.cert)
  return owned({ cert }, () => rm(folder, { recursive: true }))
}
