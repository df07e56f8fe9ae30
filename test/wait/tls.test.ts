import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import type { TlsWaitOptions } from '../../src/wait/tls.ts'
import { Wait } from '../../src/wait/wait.ts'
import { selfSigned } from '../support/self-signed.ts'
import { fakeTarget, tcp } from './fake-target.ts'
import { closeAtOnce, freePort, httpServer, type TestServer, tcpServer, tlsServer } from './servers.ts'
import { firstSeen, waitFor } from './waiting.ts'

const targetOf = (server: Pick<TestServer, 'port'>) => fakeTarget({ publishedPorts: [tcp(8443, server.port)] })

const flawOf = (server: Pick<TestServer, 'port'>, options?: TlsWaitOptions) =>
  firstSeen(Wait.forTls(8443, options), targetOf(server))

test('a handshake is enough, whoever signed the certificate, and nothing stays open', async () => {
  await using server = await tlsServer()
  await waitFor(Wait.forTls(8443), targetOf(server))
  await waitFor(Wait.forTls(8443), { ...targetOf(server), host: 'localhost' })
  await server.untilNoneIsOpen()
  expect(server.accepted).toBe(2)
})

test('a certificate is checked when that is asked for', async () => {
  await using server = await tlsServer()
  const { cert: ca } = selfSigned
  await waitFor(Wait.forTls(8443, { ca }), targetOf(server))
  await waitFor(Wait.forTls(8443, { ca: [ca], verify: true, serverName: 'localhost' }), targetOf(server))
  await waitFor(Wait.forTls(8443, { ca, verify: false, serverName: 'db.example.com' }), targetOf(server))
  expect({
    'one that nobody trusts': await flawOf(server, { verify: true }),
    'one for another name': await flawOf(server, { ca, serverName: 'db.example.com' }),
  }).toMatchInlineSnapshot(`
    {
      "one for another name": "a certificate that is not trusted (ERR_TLS_CERT_ALTNAME_INVALID) at 127.0.0.1:PORT",
      "one that nobody trusts": "a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT) at 127.0.0.1:PORT",
    }
  `)
  await server.untilNoneIsOpen()
})

test('the server is told whose certificate is asked for', async () => {
  const names: (string | false)[] = []
  await using server = await tlsServer((socket) => names.push(socket.servername ?? false))
  await waitFor(Wait.forTls(8443), targetOf(server))
  await waitFor(Wait.forTls(8443), { ...targetOf(server), host: 'localhost' })
  await waitFor(Wait.forTls(8443, { serverName: 'db.example.com' }), targetOf(server))
  await server.untilNoneIsOpen()
  expect(names).toEqual([false, 'localhost', 'db.example.com'])
})

test('connections that fail are told apart', async () => {
  await using proxy = await tcpServer(closeAtOnce)
  await using plain = await httpServer((_, response) => response.end())
  await using mysql = await tcpServer((socket) => socket.end('J\0\0\0\n8.4.0\0'))
  await using old = await tlsServer(undefined, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })
  expect({
    'a server of another age': await flawOf(old),
    'no server': await flawOf({ port: await freePort() }),
    'a proxy without server': await flawOf(proxy),
    'an HTTP server': await flawOf(plain),
    'another protocol': await flawOf(mysql),
  }).toMatchInlineSnapshot(`
    {
      "a proxy without server": "connection closed before the handshake was over at 127.0.0.1:PORT",
      "a server of another age": "a handshake that the server broke off (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION) at 127.0.0.1:PORT",
      "an HTTP server": "an answer that is not TLS (ERR_SSL_WRONG_VERSION_NUMBER) at 127.0.0.1:PORT",
      "another protocol": "an answer that is not TLS (ERR_SSL_WRONG_VERSION_NUMBER) at 127.0.0.1:PORT",
      "no server": "connection refused at 127.0.0.1:PORT",
    }
  `)
})

test('a server that says nothing is given up after a while', async () => {
  await using mute = await tcpServer((socket) => socket.resume())
  expect(await flawOf(mute)).toBe('no handshake within 2 s at 127.0.0.1:PORT')
  await mute.untilNoneIsOpen()
})

test('an abort ends a handshake that is under way', async () => {
  const controller = new AbortController()
  await using mute = await tcpServer(() => controller.abort('enough'))
  const waiting = waitFor(Wait.forTls(8443), targetOf(mute), { signal: controller.signal })
  await expect(waiting).rejects.toBe('enough')
  await mute.untilNoneIsOpen()
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test('a port that is not published, or none, is a mistake', async () => {
  await expect(waitFor(Wait.forTls(8443), fakeTarget())).rejects.toThrow('Port 8443/tcp is not published')
  expect(() => Wait.forTls(80_000)).toThrow('is not a port')
})
