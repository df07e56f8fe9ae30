import { expect, expectTypeOf, test } from 'vitest'
import type { WaitStrategy } from '../../src/wait/strategy.ts'
import { Wait } from '../../src/wait/wait.ts'

test('every way to wait says in words what it waits for', () => {
  const waits: WaitStrategy[] = [
    Wait.forListeningPorts(),
    Wait.forLogMessage('ready'),
    Wait.forLogMessage(/listening on \d+/i, 2),
    Wait.forHealthCheck(),
    Wait.forOneShotStartup(),
    Wait.forHttp('/health', 8080),
    Wait.forHttp('/', 8443)
      .withMethod('HEAD')
      .forStatusCode(401)
      .forStatusCodeMatching(() => true)
      .forResponsePredicate(() => true),
    Wait.forSuccessfulCommand('mysqladmin ping'),
    Wait.forLogMessage('begun\nready'),
    Wait.forExit(3),
    Wait.forTls(8443),
    Wait.forTls(8443, { verify: true }),
    Wait.forFile('/run/ready'),
    Wait.forFile('/run/state', { contains: 'ready' }),
    Wait.forFile('/run/state', { contains: /ready/ }),
    Wait.until(() => true),
    Wait.until(() => true, { description: 'the schema to be migrated' }),
    Wait.forSql(() => ({ query: () => {} }), 'SELECT 1 FROM DUAL'),
    Wait.forAll([Wait.forListeningPorts(), Wait.forExit()]),
    Wait.forAny([Wait.forListeningPorts(), Wait.forExit()]),
  ]
  expect(waits.map((wait) => wait.describe())).toEqual([
    'published TCP ports to listen',
    'a log line with `ready`',
    '2 log lines matching `/listening on \\d+/i`',
    'its health check to pass',
    'it to exit with code 0',
    'GET /health on port 8080/tcp to answer with status 2xx',
    'HEAD / on port 8443/tcp to answer with status 401 and a status that its predicate accepts and a body that its predicate accepts',
    'command `mysqladmin ping` to succeed',
    'a log passage of 2 lines with `begun\\nready`',
    'it to exit with code 3',
    'a TLS handshake on port 8443/tcp',
    'a TLS handshake on port 8443/tcp with a certificate that is trusted',
    'file `/run/ready` to exist',
    'file `/run/state` to contain `ready`',
    'file `/run/state` to match `/ready/`',
    'its probe to succeed',
    'the schema to be migrated',
    'SQL `SELECT 1 FROM DUAL` to be answered',
    'published TCP ports to listen and it to exit with code 0',
    'published TCP ports to listen or it to exit with code 0',
  ])
  const whole = Number.POSITIVE_INFINITY
  expect(waits.map(({ startupTimeoutMs }) => startupTimeoutMs)).toEqual([
    ...Array(waits.length - 2).fill(undefined),
    whole,
    whole,
  ])
})

test('a startup timeout keeps the type, so that modifiers can follow', () => {
  const wait = Wait.forHttp('/', 8080).withStartupTimeout(30_000)
  expect(wait.startupTimeoutMs).toBe(30_000)
  expectTypeOf(wait).toHaveProperty('forStatusCode')
  expectTypeOf(Wait.forAll([wait]).withStartupTimeout(1)).toHaveProperty('withDeadline')
})
