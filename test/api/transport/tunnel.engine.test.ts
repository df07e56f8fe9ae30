import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterEach, expect, test, vi } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { openTunnel } from '../../../src/api/transport/tunnel.ts'
import { selfSigned } from '../../support/self-signed.ts'
import { listening, proxyServer, toEngine } from '../../support/servers.ts'
import { BUSYBOX, startContainer } from '../support/resources.ts'

afterEach(() => vi.unstubAllEnvs())

test('an engine over tcp is reached by the proxy that HTTP_PROXY names, streams and upgraded connections too', async () => {
  await using road = await listening(createServer(toEngine))
  const asked: string[] = []
  await using proxy = await listening(proxyServer(road.port, (target) => asked.push(target)))
  vi.stubEnv('HTTP_PROXY', `http://me:secret@127.0.0.1:${proxy.port}`)
  await using engine = await Engine.connect({ host: 'tcp://engine.example:2375' })
  await using container = await startContainer(engine, { Image: BUSYBOX, Cmd: ['cat'], OpenStdin: true })
  await using session = await engine.containers.attach(container.id, { stdin: true })
  session.stdin.write('through the proxy\n')
  for await (const { text } of session.output.lines()) {
    expect(text).toBe('through the proxy')
    break
  }
  expect(new Set(asked)).toEqual(new Set([`engine.example:2375 Basic ${Buffer.from('me:secret').toString('base64')}`]))
})

test('a proxy that refuses is named with its status, and without its password', async () => {
  await using proxy = await listening(
    createHttpServer().on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')),
  )
  vi.stubEnv('HTTP_PROXY', `http://me:secret@127.0.0.1:${proxy.port}`)
  const error: unknown = await Engine.connect({ host: 'tcp://engine.example:2375' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'ENGINE_CONNECTION' })
  expect(String(error)).toContain(`the proxy \`127.0.0.1:${proxy.port}\` answered 407`)
  expect(JSON.stringify([String(error), String((error as Error).cause)])).not.toContain('secret')
})

test('TLS to the engine passes through the proxy, and is verified at its far end', async () => {
  const { key, cert } = selfSigned
  await using far = await listening(createTlsServer({ key, cert }, (socket) => socket.end('hello')))
  await using proxy = await listening(proxyServer(far.port, () => {}))
  const through = { hostname: '127.0.0.1', port: proxy.port, secure: false, authorization: undefined }
  const socket = await openTunnel({ hostname: 'localhost', port: 2376, tls: { ca: cert } }, through)
  const [said] = await once(socket, 'data')
  expect(String(said)).toBe('hello')
  socket.destroy()
  const other = openTunnel({ hostname: 'engine.example', port: 2376, tls: { ca: cert } }, through)
  await expect(other).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
})

test('what is no proxy is told as that', async () => {
  await using server = await listening(createServer((socket) => socket.end('SSH-2.0-x\r\n\r\n')))
  const through = { hostname: '127.0.0.1', port: server.port, secure: false, authorization: undefined }
  const tunnel = openTunnel({ hostname: 'engine.example', port: 2375, tls: undefined }, through)
  await expect(tunnel).rejects.toThrow('does not speak HTTP')
})
