import { expect, test } from 'vitest'
import { type Port, portsText } from '../../../src/api/index.ts'

const tcp = (PrivatePort: number, PublicPort?: number, IP?: string): Port => ({
  PrivatePort,
  ...(PublicPort !== undefined && { PublicPort }),
  ...(IP !== undefined && { IP }),
  Type: 'tcp',
})

// The right column is what `docker ps` prints for the same answer of an engine.
test.each<[readonly Port[], string]>([
  [[], ''],
  [[tcp(80)], '80/tcp'],
  [[tcp(443), tcp(80)], '80/tcp, 443/tcp'],
  [[tcp(33060), tcp(3306, 32768, '127.0.0.1')], '33060/tcp, 127.0.0.1:32768->3306/tcp'],
  [[tcp(80, 80, '0.0.0.0'), tcp(81, 81, '0.0.0.0'), tcp(82, 82, '0.0.0.0')], '0.0.0.0:80-82->80-82/tcp'],
  [[tcp(81, 8081, '0.0.0.0'), tcp(80, 8080, '0.0.0.0')], '0.0.0.0:8080->80/tcp, 0.0.0.0:8081->81/tcp'],
  [[tcp(9000), tcp(9001), tcp(9002), tcp(9005)], '9000-9002/tcp, 9005/tcp'],
  [[tcp(53), { PrivatePort: 53, Type: 'udp' }], '53/tcp, 53/udp'],
  [[tcp(80, 8080, '0.0.0.0'), tcp(80, 8080, '::')], '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp'],
  // Podman's answers.
  [[tcp(80, 0, '')], '80/tcp'],
  [[tcp(80, 8080, '')], '0.0.0.0:8080->80/tcp'],
])('%j', (ports, text) => {
  expect(portsText(ports)).toBe(text)
})
