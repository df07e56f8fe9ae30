import { expect, test } from 'vitest'
import { proxyFor } from '../../src/engine/proxy.ts'

const engine = { hostname: 'engine.example', port: 2375, secure: false }
const HTTP_PROXY = 'http://proxy.example:3128'

test('an engine over plain tcp is reached by HTTP_PROXY, one over TLS by HTTPS_PROXY', () => {
  const env = { HTTP_PROXY, https_proxy: 'https://me:p%40ss@secure.example' }
  expect(proxyFor(engine, env)).toEqual({
    hostname: 'proxy.example',
    port: 3128,
    secure: false,
    authorization: undefined,
  })
  expect(proxyFor({ ...engine, secure: true }, env)).toEqual({
    hostname: 'secure.example',
    port: 443,
    secure: true,
    authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
  })
})

test('a proxy without a scheme speaks HTTP', () => {
  expect(proxyFor(engine, { http_proxy: 'proxy.example:8080' })).toMatchObject({
    hostname: 'proxy.example',
    port: 8080,
  })
})

test.each(['localhost', '127.0.0.1', '::1', 'engine.localhost'])('this machine (%s) needs no proxy', (hostname) => {
  expect(proxyFor({ ...engine, hostname }, { HTTP_PROXY })).toBeUndefined()
})

test('a name that begins like an address of this machine is another one', () => {
  expect(proxyFor({ ...engine, hostname: '127.example' }, { HTTP_PROXY })).toBeDefined()
})

test.each([
  ['engine.example', 'engine.example'],
  ['engine.example', 'example'],
  ['engine.example', '.example'],
  ['engine.example', '*.example'],
  ['ENGINE.example', 'other, engine.EXAMPLE'],
  ['engine.example', 'engine.example:2375'],
  ['engine.example', '*'],
  ['10.1.2.3', '10.0.0.0/8'],
  ['10.1.2.3', '10.1.2.3'],
  ['fd00::5', 'fd00::/8'],
  ['fd00::5', 'fd00::5'],
])('`%s` is reached directly with NO_PROXY=%s', (hostname, NO_PROXY) => {
  expect(proxyFor({ ...engine, hostname }, { HTTP_PROXY, NO_PROXY })).toBeUndefined()
})

test.each([
  ['engine.example', 'gine.example'],
  ['engine.example', 'engine.example:2376'],
  ['11.1.2.3', '10.0.0.0/8'],
  ['engine.example', '10.0.0.0/8'],
  ['fd00::5', '10.0.0.0/8'],
])('`%s` is reached by the proxy with NO_PROXY=%s', (hostname, NO_PROXY) => {
  expect(proxyFor({ ...engine, hostname }, { HTTP_PROXY, NO_PROXY })).toBeDefined()
})
