import { connect as connectSocket } from 'node:net'
import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { exposeHostPorts } from '../../src/forward/host-ports.ts'
import { GenericContainer, Network, TestContainers } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { idle, inside } from '../container/idle.ts'
import { engineSocket } from '../support/engine-socket.ts'
import { countBytes, localServer } from './local-server.ts'

/** The same engine as if it were on another machine: nothing but its API is reached. */
const remoteEngine = async () => {
  const proxy = await localServer((near) => {
    const far = connectSocket({ path: engineSocket(), allowHalfOpen: true })
    near.on('error', () => far.destroy()).pipe(far)
    far.on('error', () => near.destroy()).pipe(near)
  })
  const engine = await Engine.connect({ host: `tcp://127.0.0.1:${proxy.port}` })
  return {
    engine,
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      await proxy[Symbol.asyncDispose]()
    },
  }
}

const ask = (port: number, host = 'host.testcontainers.internal') => `echo hello | nc -w 10 ${host} ${port}`

test('a container reaches what listens at localhost here, by name', async () => {
  await using server = await localServer(countBytes)
  await TestContainers.exposeHostPorts(server.port)
  await using container = await idle().start()
  expect(await inside(container, ask(server.port))).toBe('6 bytes')
})

test('so does one in a network of its own', async () => {
  await using server = await localServer(countBytes)
  await TestContainers.exposeHostPorts(server.port)
  await using network = await new Network().start()
  await using container = await idle().withNetwork(network).start()
  expect(await inside(container, ask(server.port))).toBe('6 bytes')
})

test('and one that ran before, which is told the address and the name', async () => {
  await using container = await idle().start()
  await using server = await localServer(countBytes)
  await TestContainers.exposeHostPorts(server.port)
  const address = await TestContainers.hostAddress(container)
  expect(await inside(container, ask(server.port, address))).toBe('6 bytes')
  expect(await inside(container, ask(server.port))).toBe('6 bytes')
})

test('and one that ran before on another engine', async () => {
  await using server = await localServer(countBytes)
  await using remote = await remoteEngine()
  await using container = await idle().withEngine(remote.engine).start()
  const there = TestContainers.withEngine(remote.engine)
  await there.exposeHostPorts(server.port)
  const address = await there.hostAddress(container)
  expect(address).not.toBe(await TestContainers.hostAddress(container))
  expect(await inside(container, ask(server.port, address))).toBe('6 bytes')
})

test('a host entry of the user’s own stays as it is', async () => {
  await using server = await localServer(countBytes)
  await TestContainers.exposeHostPorts(server.port)
  const own = { host: 'host.testcontainers.internal', ipAddress: '192.0.2.1' }
  await using container = await idle().withExtraHosts([own]).start()
  expect(await inside(container, 'grep host.testcontainers.internal /etc/hosts')).toMatch(/^192\.0\.2\.1\s/)
})

test('what is not a port is refused before anything is opened', async () => {
  await expect(TestContainers.exposeHostPorts(80_000)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  await expect(TestContainers.exposeHostPorts()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('where the engine is elsewhere, each of many connections at once is carried here whole', async () => {
  await using server = await localServer(countBytes)
  await using remote = await remoteEngine()
  await exposeHostPorts(remote.engine, [server.port])
  await using container = await idle().withEngine(remote.engine).start()
  const bytes = 300_000
  const one = `head -c ${bytes} /dev/zero | nc -w 10 host.testcontainers.internal ${server.port}`
  const answers = await inside(container, `for i in 1 2 3 4 5 6 7 8; do (${one}) & done; wait`)
  expect(answers.split('\n')).toEqual(Array(8).fill(`${bytes} bytes`))
})

test('where nothing listens here, the connection ends, near and far', async () => {
  const gone = await localServer(countBytes)
  await gone[Symbol.asyncDispose]()
  await using remote = await remoteEngine()
  for (const engine of [await defaultEngine(), remote.engine]) {
    await exposeHostPorts(engine, [gone.port])
    const socat = new GenericContainer('alpine/socat:1.7.4.3-r0').withEntrypoint(['sleep', 'infinity'])
    await using container = await socat.withEngine(engine).start()
    const reader = ['timeout', '20', 'socat', '-u', `TCP:host.testcontainers.internal:${gone.port}`, 'STDOUT']
    const timedOut = 124
    expect(await container.exec(reader)).toMatchObject({
      stdout: '',
      exitCode: expect.toSatisfy((code) => code !== timedOut),
    })
  }
})

test('the way to here goes through networks of their own, and does not keep them from being removed', async () => {
  await using server = await localServer(countBytes)
  await using remote = await remoteEngine()
  await exposeHostPorts(remote.engine, [server.port])
  const network = await new Network().withEngine(remote.engine).withInternal().start()
  {
    await using container = await idle().withEngine(remote.engine).withNetwork(network).start()
    expect(await inside(container, ask(server.port))).toBe('6 bytes')
  }
  await network.stop()
  await expect(remote.engine.networks.inspect(network.getId())).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' })
})
