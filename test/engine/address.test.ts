import { expect, test } from 'vitest'
import { parseHost } from '../../src/engine/address.ts'
import { InvalidArgumentError } from '../../src/events/error.ts'

test.each([
  ['unix:///var/run/docker.sock', { socketPath: '/var/run/docker.sock' }],
  ['npipe:////./pipe/docker_engine', { socketPath: '\\\\.\\pipe\\docker_engine' }],
  ['tcp://127.0.0.1', { hostname: '127.0.0.1', port: 2375, tls: undefined, proxy: undefined }],
  ['tcp://engine.example:80', { hostname: 'engine.example', port: 80, tls: undefined, proxy: undefined }],
  ['tcp://[::1]:2377', { hostname: '::1', port: 2377, tls: undefined, proxy: undefined }],
  ['https://engine.example', { hostname: 'engine.example', port: 2376, tls: {}, proxy: undefined }],
])('%s is where it says', (host, address) => {
  expect(parseHost(host, undefined, {})).toEqual(address)
})

test.each([
  ['ssh://machine', '-o ConnectTimeout=30 -T -- machine docker system dial-stdio'],
  ['ssh://me@machine:2222', '-o ConnectTimeout=30 -T -l me -p 2222 -- machine docker system dial-stdio'],
  ['ssh://m%40x@[fd00::1]', '-o ConnectTimeout=30 -T -l m@x -- fd00::1 docker system dial-stdio'],
  ['ssh://a/run/d.sock', '-o ConnectTimeout=30 -T -- a docker --host unix:///run/d.sock system dial-stdio'],
])('%s calls ssh as the docker CLI does', (host, command) => {
  expect(parseHost(host)).toMatchObject({ sshArguments: command.split(' ') })
})

test('certificates make a tcp connection one of TLS, on its own port', () => {
  expect(parseHost('tcp://engine.example', { ca: 'PEM' }, {})).toEqual({
    hostname: 'engine.example',
    port: 2376,
    tls: { ca: 'PEM' },
    proxy: undefined,
  })
})

test.each(['docker.sock', 'tcp://', 'ftp://x', 'tcp://a b', 'ssh://-oProxyCommand=x', 'ssh://-v@machine'])(
  '%s is refused',
  (host) => {
    expect(() => parseHost(host)).toThrow(InvalidArgumentError)
  },
)

test('a password in a host is not repeated', () => {
  expect(() => parseHost('ssh://me:hunter2@machine')).toThrow(/^(?!.*hunter2)/)
  expect(() => parseHost('ftp://me:hunter2@machine')).toThrow(/^(?!.*hunter2)/)
  expect(() => parseHost('tcp://me:hunter2@machine:2375')).toThrow(/^(?!.*hunter2).*credentials/)
})
