import { expect, test } from 'vitest'
import { hostAddress, publishedPort } from '../../src/wait/published-port.ts'
import { fakeTarget, tcp } from './fake-target.ts'

const target = fakeTarget({
  publishedPorts: [tcp(33060, 49152), { containerPort: 53, protocol: 'udp', hostPort: 49153 }],
})

test('a published port is found by number and protocol', () => {
  expect(publishedPort(target, 33060).hostPort).toBe(49152)
  expect(publishedPort(target, 53, 'udp').hostPort).toBe(49153)
})

test('a port that is not published is named beside those that are', () => {
  expect(() => publishedPort(target, 3306)).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Port 3306/tcp is not published by \`mysql:8.4\` (4f1c2d9e1a2b). Published: 33060/tcp, 53/udp. Add withExposedPorts(3306).]`,
  )
  expect(() => publishedPort(target, 54, 'udp')).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Port 54/udp is not published by \`mysql:8.4\` (4f1c2d9e1a2b). Published: 33060/tcp, 53/udp. Add withExposedPorts('54/udp').]`,
  )
  expect(() => publishedPort(fakeTarget(), 3306)).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Port 3306/tcp is not published by \`mysql:8.4\` (4f1c2d9e1a2b). Published: none. Add withExposedPorts(3306).]`,
  )
})

test('an address has brackets where it needs them', () => {
  expect(hostAddress({ host: 'localhost' }, tcp(80, 49152))).toBe('localhost:49152')
  expect(hostAddress({ host: '::1' }, tcp(80, 49152))).toBe('[::1]:49152')
})
