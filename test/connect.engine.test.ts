import { expect, test } from 'vitest'
import { connect } from '../src/index.ts'
import { engineSocket } from './support/engine-socket.ts'

test('a connection has the client and the builders bound to its engine', async () => {
  await using docker = await connect()
  await using network = await docker.network().start()
  await using volume = await docker.volume().start()
  await using container = await docker
    .container('busybox')
    .withCommand(['sleep', 'infinity'])
    .withNetwork(network)
    .withBindMounts([{ source: volume.getName(), target: '/data' }])
    .start()
  expect((await docker.engine.containers.inspect(container.getId())).State.Running).toBe(true)
  expect(await docker.image('busybox').exists()).toBe(true)
})

test('several connections live side by side, and one that was closed says so', async () => {
  const [one, two] = await Promise.all([connect(), connect({ host: `unix://${engineSocket()}` })])
  await one.close()
  expect((await two.engine.system.version()).ApiVersion).toMatch(/^1\.\d+$/)
  await expect(one.engine.system.version()).rejects.toMatchObject({ code: 'ENGINE_CONNECTION' })
  await two.close()
})

test('a host where nothing listens is named with what to do', async () => {
  await expect(connect({ host: 'unix:///no/such/engine.sock' })).rejects.toMatchInlineSnapshot(
    `[EngineConnectionError: The engine at \`unix:///no/such/engine.sock\` cannot be reached (ENOENT): there is no such socket. Start the engine, or set DOCKER_HOST to where it listens. (during \`GET /_ping\`)]`,
  )
  await expect(connect({ host: 'tcp://127.0.0.1:1' })).rejects.toMatchInlineSnapshot(
    `[EngineConnectionError: The engine at \`tcp://127.0.0.1:1\` cannot be reached (ECONNREFUSED): nothing listens there. Start the engine, or set DOCKER_HOST to where it listens. (during \`GET /_ping\`)]`,
  )
  await expect(connect({ host: 'carrier://pigeon' })).rejects.toMatchInlineSnapshot(
    `[InvalidArgumentError: Engine host \`carrier://pigeon\` is not usable: expected \`unix:///path/to/docker.sock\`, \`npipe:////./pipe/docker_engine\`, \`tcp://name:port\` or \`ssh://user@name\`.]`,
  )
})
