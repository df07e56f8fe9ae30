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
  ])
  expect(waits.map(({ startupTimeoutMs }) => startupTimeoutMs)).toEqual(waits.map(() => undefined))
})

test('a startup timeout keeps the type, so that modifiers can follow', () => {
  const wait = Wait.forHttp('/', 8080).withStartupTimeout(30_000)
  expect(wait.startupTimeoutMs).toBe(30_000)
  expectTypeOf(wait).toHaveProperty('forStatusCode')
  expectTypeOf(Wait.forAll([wait]).withStartupTimeout(1)).toHaveProperty('withDeadline')
})
