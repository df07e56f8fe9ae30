import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type ContainerSummary, Engine } from '../../src/api/index.ts'
import type { RyukOptions } from '../../src/index.ts'
import { engineSocket } from '../support/engine-socket.ts'
import { listening, proxyServer, toEngine } from '../support/servers.ts'
import { leftBehind } from './left-behind.ts'
import { endVictims, expectNothingLeft, killWithWatchdog, startVictim, type Victim } from './victims.ts'

afterEach(endVictims)

// Podman lets a container that it removes by force end by itself for ten seconds first, and Ryuk removes one after the other.
const ryukMs = 40_000

test('what a process leaves is removed by Ryuk when nobody is left on its machine to do it', async () => {
  await using engine = await Engine.connect()
  const victim = await startRyukVictim({ reconnectionTimeoutMs: 500, verbose: true })
  const ryuk = await ryukOf(engine, victim)
  await saidBy(engine, ryuk, 1, 'adding filter')
  expect(await leftBehind(engine, victim.label)).toHaveLength(4)
  await killWithWatchdog(victim)
  // Ryuk leaves itself alone, and the engine removes it when it has ended.
  await expectNothingLeft(victim.label, ryukMs)
})

test('a lost connection is made again, so that nothing is removed under a living process', async () => {
  await using engine = await Engine.connect()
  const victim = await startRyukVictim({ reconnectionTimeoutMs: 2_000 })
  const ryuk = await ryukOf(engine, victim)
  await saidBy(engine, ryuk, 1, 'client connected')
  // It has a port only since it runs.
  const { Ports } = await ryukOf(engine, victim)
  victim.victim.send(Ports.find(({ PublicPort }) => PublicPort)?.PublicPort ?? 0)
  await saidBy(engine, ryuk, 1, 'client disconnected')
  await saidBy(engine, ryuk, 2, 'client connected')
  expect(await leftBehind(engine, victim.label)).toHaveLength(4)
  await killWithWatchdog(victim)
  await expectNothingLeft(victim.label, ryukMs)
})

test('where Ryuk cannot run, the process on this machine cleans up alone', async () => {
  const { victim, label } = await startRyukVictim({ image: 'none.invalid/ryuk' })
  victim.kill('SIGKILL')
  await expectNothingLeft(label)
})

test('an engine on another machine gets Ryuk without being asked', async () => {
  await using engine = await Engine.connect()
  await using road = await listening(createServer(toEngine))
  await using proxy = await listening(proxyServer(road.port, () => {}))
  const victim = await startRyukVictim(undefined, {
    DOCKER_HOST: 'tcp://engine.example:2375',
    DOCKER_TLS_VERIFY: '',
    HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
    TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
    TESTCONTAINERS_RYUK_RECONNECTION_TIMEOUT: '500ms',
    TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE: process.env.TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE ?? engineSocket(),
  })
  await saidBy(engine, await ryukOf(engine, victim), 1, 'client connected')
  await killWithWatchdog(victim)
  await expectNothingLeft(victim.label, ryukMs)
})

const startRyukVictim = (ryuk: RyukOptions | undefined, env: NodeJS.ProcessEnv = {}): Promise<Victim> =>
  startVictim({ program: 'ryuk-victim.ts', args: ryuk ? [JSON.stringify(ryuk)] : [], env })

const ryukOf = async (engine: Engine, { label }: Victim): Promise<ContainerSummary> => {
  const filters = { label: [label, 'org.testcontainers.ryuk=true'] }
  const signal = AbortSignal.timeout(10_000)
  const events = engine.system.events({ signal, since: Date.now() / 1000 - 60 })
  for (;;) {
    const [ryuk] = await engine.containers.list({ filters, signal })
    if (ryuk) return ryuk
    await events.next()
  }
}

/** Until it has said that so many times. */
const saidBy = async (engine: Engine, { Id }: ContainerSummary, times: number, words: string): Promise<void> => {
  const signal = AbortSignal.timeout(10_000)
  let left = times
  for await (const { text } of engine.containers.follow(Id, { signal })) {
    if (text.includes(words)) left -= 1
    if (left === 0) return
  }
  throw new Error(`Ryuk ended and has not said \`${words}\` ${times} times`)
}
