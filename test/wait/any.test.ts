import { getEventListeners } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { LogLine } from '../../src/api/index.ts'
import { WaitFailure } from '../../src/wait/strategy.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Feed, fakeTarget } from './fake-target.ts'
import { failureOf, never, TestWait, waitFor } from './waiting.ts'

const ready = (description?: string) => new TestWait(async () => {}, description)
const readyAfter = (ms: number) => new TestWait(() => after(ms), `${ms} ms`)
const failing = (message: string, description?: string) =>
  new TestWait(() => Promise.reject(new WaitFailure(message)), description)

/** Notes when it is stopped. */
const stoppable = () => {
  const seen: AbortSignal[] = []
  const wait = new TestWait((_, { signal }) => {
    seen.push(signal)
    return new Promise(() => {})
  })
  return { wait, stopped: () => seen.map(({ aborted }) => aborted) }
}

test('the first strategy that holds ends the wait, and the others', async () => {
  const { wait, stopped } = stoppable()
  await waitFor(Wait.forAny([wait, readyAfter(5), wait]), fakeTarget())
  expect(stopped()).toEqual([true, true])
})

test('the losers stop though what it is a part of goes on', async () => {
  const { wait, stopped } = stoppable()
  const other = new TestWait(async () => {
    while (!stopped().every(Boolean)) await after(1)
  })
  await waitFor(Wait.forAll([Wait.forAny([wait, readyAfter(5)]), other]), fakeTarget())
})

test('one that fails leaves the others to go on', async () => {
  const broken = new TestWait(() => Promise.reject(new Error('connection lost')))
  await waitFor(Wait.forAny([failing('no'), broken, readyAfter(20)]), fakeTarget())
})

test('when all have failed, the error has what each waited for, saw last and failed of', async () => {
  const unhealthy = new TestWait(async (_, { saw }) => {
    saw('starting')
    throw new WaitFailure('its health check says `unhealthy`')
  }, 'its health check to pass')
  const slow = new TestWait(async (_, { saw }) => {
    saw('status 503')
    await new Promise(() => {})
  }, 'GET /health').withStartupTimeout(12_030)
  const error = await failureOf(waitFor(Wait.forAny([unhealthy, slow]), fakeTarget()))
  expect(error).toMatchObject({ code: 'STARTUP_TIMEOUT', reason: 'timeout' })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: none of the 2 waits held in time.
    Waited for its health check to pass; last saw: starting; failed: its health check says \`unhealthy\`.
    Waited for GET /health; last saw: status 503; failed: it was not ready after 12 s.
    Last log lines:
      starting"
  `)
  expect(error.waits).toEqual([
    {
      description: 'its health check to pass',
      lastSaw: 'starting',
      failure: 'its health check says `unhealthy`',
      done: false,
    },
    { description: 'GET /health', lastSaw: 'status 503', failure: 'it was not ready after 12 s', done: false },
  ])
})

test('when all have given up, the error is that of a failure, with every cause', async () => {
  const causes = [new Error('connection lost'), new WaitFailure('its licence is not accepted')]
  const parts = causes.map((cause, index) => new TestWait(() => Promise.reject(cause), `part ${index}`))
  const error = await failureOf(waitFor(Wait.forAny(parts), fakeTarget()))
  expect(error).toMatchObject({ reason: 'failed', cause: { errors: causes } })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: none of the 2 waits held (after 12 s).
    Waited for part 0; failed: connection lost.
    Waited for part 1; failed: its licence is not accepted.
    Last log lines:
      starting"
  `)
})

test('a container that exits ends every part that does not wait for it', async () => {
  const log = new Feed<LogLine>()
  log.push({ stream: 'stdout', text: 'last words' })
  log.end()
  const target = fakeTarget({ exited: Promise.resolve({ exitCode: 3 }), logs: (signal) => log.read(signal) })
  await waitFor(Wait.forAny([never(), Wait.forExit(3)]), target)
  await waitFor(Wait.forAny([never(), Wait.forLogMessage('words')]), target)
  const parts = [Wait.forLogMessage('ready'), never('port 80/tcp to listen'), Wait.forExit()]
  const error = await failureOf(waitFor(Wait.forAny(parts), target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 3 })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 3 after 12 s: none of the 3 waits held.
    Waited for a log line with \`ready\`; last saw: 1 line, none matching; failed: its output ended after 1 line, none matching.
    Waited for port 80/tcp to listen.
    Waited for it to exit with code 0; failed: code 0 was waited for.
    Last log lines:
      starting"
  `)
})

test('what ends all parts alike is said once', async () => {
  const parts = [never('a log line'), never('port 80/tcp to listen')]
  const exited = fakeTarget({ exited: Promise.resolve({ exitCode: 3 }) })
  expect((await failureOf(waitFor(Wait.forAny(parts), exited))).message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 3 after 12 s.
    Waited for a log line.
    Waited for port 80/tcp to listen.
    Last log lines:
      starting"
  `)
  const late = await failureOf(waitFor(Wait.forAny(parts), fakeTarget(), { limitMs: 20 }))
  expect(late.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for a log line.
    Waited for port 80/tcp to listen.
    Last log lines:
      starting"
  `)
})

test('a part of several says which of them failed', async () => {
  const parts = [Wait.forAll([ready('a log line'), failing('no such table', 'the schema')]), failing('no', 'the rest')]
  const error = await failureOf(waitFor(Wait.forAny(parts), fakeTarget()))
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: none of the 2 waits held (after 12 s).
    Waited for a log line: done.
    Waited for the schema; failed: no such table.
    Waited for the rest.
    Last log lines:
      starting"
  `)
})

test('what was not needed has no place in the error of a larger whole', async () => {
  const parts = [Wait.forAny([ready('a log line'), never('port 80/tcp to listen')]), never('the schema')]
  const error = await failureOf(waitFor(Wait.forAll(parts), fakeTarget(), { limitMs: 20 }))
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for a log line: done.
    Waited for the schema.
    Last log lines:
      starting"
  `)
})

test('a mistake of the caller ends it at once', async () => {
  await expect(waitFor(Wait.forAny([Wait.forHttp('/', 8080), never()]), fakeTarget())).rejects.toThrow(
    'Port 8080/tcp is not published by `mysql:8.4`',
  )
  expect(() => Wait.forAny([])).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: forAny() takes at least one wait strategy, got none.]`,
  )
})

test('its startup timeout is for the parts that have none, its deadline for all of it', async () => {
  await waitFor(Wait.forAny([readyAfter(40)]).withStartupTimeout(30_000), fakeTarget(), { limitMs: 10 })
  await failureOf(waitFor(Wait.forAny([never()]).withStartupTimeout(12_010), fakeTarget()))
  const parts = [never('a log line').withStartupTimeout(60_000), failing('no', 'the licence')]
  const error = await failureOf(waitFor(Wait.forAny(parts).withDeadline(12_010), fakeTarget()))
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (deadline). Raise withDeadline() if it needs longer.
    Waited for a log line.
    Waited for the licence; failed: no.
    Last log lines:
      starting"
  `)
})

test('an abort ends all parts with its reason, and leaves no listener', async () => {
  const controller = new AbortController()
  const { wait, stopped } = stoppable()
  const waiting = waitFor(Wait.forAny([wait, Wait.forAny([wait])]), fakeTarget(), { signal: controller.signal })
  controller.abort('enough')
  await expect(waiting).rejects.toBe('enough')
  expect(stopped()).toEqual([true, true])
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test('losers that fail late are nobody’s unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  const late = new TestWait(async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    await after(5)
    throw new Error('late')
  })
  await waitFor(Wait.forAny([late, failing('no'), ready()]), fakeTarget())
  await after(20)
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

test('it says all that it waits for, and reads the log for each part', () => {
  const wait = Wait.forAny([
    Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage('ready')]),
    Wait.forLogMessage('done'),
  ])
  expect(wait.describe()).toBe('(published TCP ports to listen and a log line with `ready`) or a log line with `done`')
  expect(wait.logReaders).toBe(2)
})
