import { expect, test } from 'vitest'
import { BoundPorts } from '../../src/spec/bound-ports.ts'

test('bindings are found by number, by protocol and by order', () => {
  const ports = new BoundPorts()
  ports.setBinding(80, 1000)
  ports.setBinding('53/udp', 2000)
  ports.setBinding(53, 3000, 'tcp')
  expect([
    ports.getBinding(80),
    ports.getBinding('53/udp'),
    ports.getBinding(53, 'udp'),
    ports.getBinding('53'),
  ]).toEqual([1000, 2000, 2000, 3000])
  expect(ports.getFirstBinding()).toBe(1000)
  expect([...ports.iterator()]).toEqual([
    ['80/tcp', 1000],
    ['53/udp', 2000],
    ['53/tcp', 3000],
  ])
  expect([...ports.filter([80, '53/udp', 99]).iterator()]).toEqual([
    ['80/tcp', 1000],
    ['53/udp', 2000],
  ])
})

test('a port that is not bound is named with those that are', () => {
  const ports = new BoundPorts()
  expect(() => ports.getFirstBinding()).toThrow('No port is bound.')
  ports.setBinding(80, 1000)
  expect(() => ports.getBinding(81)).toThrow('Port 81/tcp is not bound. Bound: 80/tcp.')
})

test('of two families the one counts in which this machine reaches the host first', () => {
  const ports = {
    '80/tcp': [
      { hostIp: '0.0.0.0', hostPort: 4000 },
      { hostIp: '::', hostPort: 6000 },
    ],
    '81/tcp': [],
  }
  const bound = (...families: number[]) => [
    ...BoundPorts.fromInspectResult(
      families.map((family) => ({ address: '', family })),
      { ports },
    ).iterator(),
  ]
  expect(bound(6, 4)).toEqual([['80/tcp', 6000]])
  expect(bound(4)).toEqual([['80/tcp', 4000]])
  expect(bound()).toEqual([['80/tcp', 4000]])
})
