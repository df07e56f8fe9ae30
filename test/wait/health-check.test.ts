import { expect, test } from 'vitest'
import type { ContainerExit, HealthReport } from '../../src/wait/target.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Deferred, Feed, fakeTarget } from './fake-target.ts'
import { failureOf, waitFor } from './waiting.ts'

const container = () => {
  const reports = new Feed<HealthReport>()
  const exit = new Deferred<ContainerExit>()
  const target = fakeTarget({ hasHealthCheck: true, health: (signal) => reports.read(signal), exited: exit.promise })
  return {
    target,
    reports,
    exit,
    report: (status: HealthReport['status'], lastOutput?: string) => reports.push({ status, lastOutput }),
  }
}

test('a container is ready when it becomes healthy', async () => {
  const { target, report } = container()
  report('starting')
  const wait = waitFor(Wait.forHealthCheck(), target)
  await new Promise(setImmediate)
  report('healthy')
  await wait
})

test('a container that becomes unhealthy fails the wait at once, with what its last probe printed', async () => {
  const { target, report } = container()
  report('starting')
  report('unhealthy', 'trying\nmysqladmin: connect to server at localhost failed\n')
  const error = await failureOf(waitFor(Wait.forHealthCheck(), target))
  expect(error.reason).toBe('failed')
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: its health check says \`unhealthy\`; its last probe printed \`mysqladmin: connect to server at localhost failed\` (after 12 s).
    Waited for its health check to pass; last saw: starting.
    Last log lines:
      starting"
  `)
})

test('a container without a health check fails the wait at once', async () => {
  const error = await failureOf(waitFor(Wait.forHealthCheck(), fakeTarget()))
  expect(error.reason).toBe('failed')
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it has no health check, which Wait.forHealthCheck() needs: add withHealthCheck() (after 12 s).
    Waited for its health check to pass.
    Last log lines:
      starting"
  `)
})

test('a health check that the engine does not run is none', async () => {
  const { target, report } = container()
  report('none')
  expect((await failureOf(waitFor(Wait.forHealthCheck(), target))).message).toContain('it has no health check')
})

test.each(['reports', 'exit'])(
  'a container that exits before it is healthy has exited, if news of the %s comes first',
  async (first) => {
    const { target, report, reports, exit } = container()
    report('starting')
    const failure = failureOf(waitFor(Wait.forHealthCheck(), target))
    const news = [() => reports.end(), () => exit.resolve({ exitCode: 1 })]
    for (const tell of first === 'reports' ? news : news.reverse()) {
      tell()
      await new Promise(setImmediate)
    }
    const error = await failure
    expect(error).toMatchObject({ reason: 'exited', exitCode: 1 })
  },
)

test('a timeout says what the last probe printed', async () => {
  const { target, report } = container()
  report('starting')
  report('starting', 'connection refused')
  const error = await failureOf(waitFor(Wait.forHealthCheck(), target, { limitMs: 30 }))
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for its health check to pass; last saw: starting; its last probe printed \`connection refused\`.
    Last log lines:
      starting"
  `)
})
