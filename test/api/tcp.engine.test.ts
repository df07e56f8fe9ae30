import { once } from 'node:events'
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { connect } from '../../src/index.ts'
import { selfSigned } from '../support/self-signed.ts'
import { BUSYBOX } from './support/resources.ts'

test('an engine over tcp runs a container, with attach and exec', async () => {
  await using road = await relay(createServer(pass))
  await using docker = await connect({ host: `tcp://127.0.0.1:${road.port}` })
  await using container = await docker.container(BUSYBOX).withCommand(['sleep', '1000']).start()
  expect(container.getHost()).toBe('127.0.0.1')
  expect((await container.exec(['echo', 'over tcp'])).stdout).toBe('over tcp\n')
})

test('an engine over TLS is verified by the authority given, and asks for our certificate', async () => {
  const { key, cert } = selfSigned
  await using road = await relay(
    createTlsServer({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true }, pass),
  )
  const host = `tcp://localhost:${road.port}`
  await using engine = await Engine.connect({ host, tls: { ca: cert, key, cert } })
  expect((await engine.system.version()).ApiVersion).toBe(engine.apiVersion)
  await expect(Engine.connect({ host, tls: { key, cert } })).rejects.toMatchObject({ code: 'ENGINE_CONNECTION' })
  await expect(Engine.connect({ host, tls: { ca: cert } })).rejects.toMatchObject({ code: 'ENGINE_CONNECTION' })
})

test('a name that the certificate does not have is refused', async () => {
  const { key, cert } = selfSigned
  await using road = await relay(createTlsServer({ key, cert }, pass))
  await expect(Engine.connect({ host: `tcp://127.0.0.2:${road.port}`, tls: { ca: cert } })).rejects.toMatchObject({
    code: 'ENGINE_CONNECTION',
  })
})

test('several engines serve one process at the same time', async () => {
  await using road = await relay(createServer(pass))
  await using direct = await Engine.connect()
  await using relayed = await Engine.connect({ host: `tcp://127.0.0.1:${road.port}` })
  const [one, two] = await Promise.all([direct.system.info(), relayed.system.info()])
  expect(one.ID).toBe(two.ID)
})

/** Every connection goes on to the real engine's socket, byte for byte; like many proxies it ends both halves at once. */
const pass = (near: Socket): void => {
  const far = connectSocket((process.env.DOCKER_HOST ?? '').replace('unix://', ''))
  near.on('error', () => far.destroy()).on('close', () => far.destroy())
  far.on('error', () => near.destroy()).on('close', () => near.destroy())
  near.pipe(far).pipe(near)
}

const relay = async (server: Server): Promise<AsyncDisposable & { readonly port: number }> => {
  server.listen(0)
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    [Symbol.asyncDispose]: async () => {
      server.close()
    },
  }
}
