import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { connect } from '../../src/index.ts'
import { selfSigned } from '../support/self-signed.ts'
import { listening, toEngine } from '../support/servers.ts'
import { BUSYBOX, createContainer } from './support/resources.ts'

test('an engine over tcp runs a container, with attach and exec', async () => {
  await using road = await listening(createServer(toEngine))
  await using docker = await connect({ host: `tcp://127.0.0.1:${road.port}` })
  await using container = await docker.container(BUSYBOX).withCommand(['sleep', '1000']).start()
  expect(container.getHost()).toBe('127.0.0.1')
  expect((await container.exec(['echo', 'over tcp'])).stdout).toBe('over tcp\n')
})

test('an engine over TLS is verified by the authority given, and asks for our certificate', async () => {
  const { key, cert } = selfSigned
  await using road = await listening(
    createTlsServer({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true }, toEngine),
  )
  const host = `tcp://localhost:${road.port}`
  await using engine = await Engine.connect({ host, tls: { ca: cert, key, cert } })
  expect((await engine.system.version()).ApiVersion).toBe(engine.apiVersion)
  await expect(Engine.connect({ host, tls: { key, cert } })).rejects.toMatchObject({ code: 'ENGINE_CONNECTION' })
  await expect(Engine.connect({ host, tls: { ca: cert } })).rejects.toMatchObject({ code: 'ENGINE_CONNECTION' })
})

test('a name that the certificate does not have is refused', async () => {
  const { key, cert } = selfSigned
  await using road = await listening(createTlsServer({ key, cert }, toEngine))
  await expect(Engine.connect({ host: `tcp://127.0.0.2:${road.port}`, tls: { ca: cert } })).rejects.toMatchObject({
    code: 'ENGINE_CONNECTION',
  })
})

test('several engines serve one process at the same time', async () => {
  await using road = await listening(createServer(toEngine))
  await using direct = await Engine.connect()
  await using relayed = await Engine.connect({ host: `tcp://127.0.0.1:${road.port}` })
  await using container = await createContainer(relayed)
  const [one, two] = await Promise.all([direct, relayed].map((engine) => engine.containers.inspect(container.id)))
  expect(one).toEqual(two)
})
