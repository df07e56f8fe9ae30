import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { Engine, EngineConnectionError } from '../../src/api/index.ts'
import { places } from '../../src/engine/places.ts'
import { authority } from '../reliability/hostile/certificates.ts'
import { homeFolder } from '../support/home-folder.ts'
import { selfSigned } from '../support/self-signed.ts'

/** An engine behind a certificate that nobody knows. @returns its address */
const secureEngine = async () => {
  const server = createServer(selfSigned, (_, answer) => answer.setHeader('api-version', '1.45').end('OK'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

const connect = async (env: NodeJS.ProcessEnv, home: string) => {
  const [place] = await places({ env, home, platform: process.platform, uid: undefined })
  return Engine.connect({ host: place?.host, tls: place?.tls })
}

test('an engine is verified with the authority of DOCKER_CERT_PATH', async () => {
  await using home = await homeFolder()
  await home.write('ca.pem', selfSigned.cert)
  await using server = await secureEngine()
  const env = { DOCKER_HOST: server.DOCKER_HOST, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home.path }
  await using engine = await connect(env, home.path)
  expect(engine.apiVersion).toBe('1.45')
})

test('an engine that another authority has signed is refused with DOCKER_TLS_VERIFY, and believed with DOCKER_TLS', async () => {
  await using home = await homeFolder()
  await home.write('.docker/ca.pem', authority)
  await using server = await secureEngine()
  const { DOCKER_HOST } = server
  await expect(connect({ DOCKER_HOST, DOCKER_TLS_VERIFY: '1' }, home.path)).rejects.toThrow(EngineConnectionError)
  await using engine = await connect({ DOCKER_HOST, DOCKER_TLS: '1' }, home.path)
  expect(engine.apiVersion).toBe('1.45')
})
