import { expect, test } from 'vitest'
import { InvalidArgumentError } from '../../../src/api/index.ts'
import { publishedPorts } from '../../../src/api/run/port-mapping.ts'

test.each([
  ['80', '80/tcp', '', ''],
  ['53/udp', '53/udp', '', ''],
  ['8080:80', '80/tcp', '', '8080'],
  ['8000-8010:80/tcp', '80/tcp', '', '8000-8010'],
  ['127.0.0.1:8080:80', '80/tcp', '127.0.0.1', '8080'],
  ['127.0.0.1::80/sctp', '80/sctp', '127.0.0.1', ''],
  ['[::1]:8080:80', '80/tcp', '::1', '8080'],
])('%s publishes %s', (mapping, key, HostIp, HostPort) => {
  expect(publishedPorts([mapping])).toEqual({
    ExposedPorts: { [key]: {} },
    PortBindings: { [key]: [{ HostIp, HostPort }] },
  })
})

test('a port can be published more than once', () => {
  const { PortBindings } = publishedPorts(['8080:80', '127.0.0.1:8081:80'])
  expect(PortBindings['80/tcp']).toHaveLength(2)
})

test.each(['', 'http', '0', '70000', '80/http', '80:', ':80:80:80', '99999:80', '8000-:80', '::1:8080:80', ' 80'])(
  '`%s` is not a port to publish',
  (mapping) => {
    expect(() => publishedPorts([mapping])).toThrow(InvalidArgumentError)
  },
)
