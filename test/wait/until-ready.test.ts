import { getEventListeners } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { InvalidArgumentError, SlipwayError } from '../../src/events/error.ts'
import { WaitFailure } from '../../src/wait/strategy.ts'
import type { ContainerExit, LastMoments } from '../../src/wait/target.ts'
import { untilReady } from '../../src/wait/until-ready.ts'
import { Deferred, fakeTarget, running } from './fake-target.ts'
import { failureOf, never, stable, TestWait, waitFor } from './waiting.ts'

const exited = (exitCode: number): LastMoments => ({ ...running, status: 'exited', exitCode })

test('a container that is ready ends the wait, and its watch', async () => {
  let watched: AbortSignal | undefined
  const ready = new TestWait(async (_, { signal }) => {
    watched = signal
    expect(signal.aborted).toBe(false)
  })
  await waitFor(ready, fakeTarget())
  expect(watched?.aborted).toBe(true)
})

test('a container that exits fails the wait at once', async () => {
  const exit = new Deferred<ContainerExit>()
  const target = fakeTarget({
    exited: exit.promise,
    lastMoments: async () => ({ ...exited(1), logTail: ['starting', '[ERROR] Database is uninitialized'] }),
  })
  const failure = failureOf(waitFor(never('port 3306/tcp to listen'), target))
  await after(20)
  const exitedAt = performance.now()
  exit.resolve({ exitCode: 1 })
  const error = await failure
  expect(performance.now() - exitedAt).toBeLessThan(250)
  expect(error).toMatchObject({ code: 'STARTUP_EXITED', reason: 'exited', exitCode: 1, image: 'mysql:8.4' })
  expect(SlipwayError.is(error)).toBe(true)
  expect(error.elapsedMs).toBeGreaterThan(12_000)
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 1 after 12 s.
    Waited for port 3306/tcp to listen.
    Last log lines:
      starting
      [ERROR] Database is uninitialized"
  `)
})

test('a container that has exited before the wait fails it too, with the code that the engine gave first', async () => {
  const target = fakeTarget({ exited: Promise.resolve({ exitCode: 137 }) })
  const error = await failureOf(waitFor(never(), target))
  expect(error.exitCode).toBe(137)
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 137 (SIGKILL) after 12 s.
    Somebody killed it, or it ran out of memory and the engine does not say so: then raise withResourcesQuota() or the memory of the engine.
    Waited for the test.
    Last log lines:
      starting"
  `)
})

test('the startup timeout fails the wait, with what was seen last and how often', async () => {
  const refused = new TestWait(async (_, { saw }) => {
    saw('nothing listens inside yet')
    for (let times = 0; times < 600; times++) saw('connection refused at localhost:49153')
    await new Promise(() => {})
  }, 'port 3306/tcp to listen')
  const startedAt = performance.now() - 60_000
  const error = await failureOf(untilReady(fakeTarget(), refused, { timeoutMs: 60_000, startedAt }))
  expect(error).toMatchObject({ code: 'STARTUP_TIMEOUT', reason: 'timeout', exitCode: undefined })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 60 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for port 3306/tcp to listen; last saw: connection refused at localhost:49153 (600 times).
    Last log lines:
      starting"
  `)
})

test("a strategy's own limit counts instead of the container's, longer or shorter", async () => {
  const target = fakeTarget()
  const shorter = await failureOf(untilReady(target, never().withStartupTimeout(20), { timeoutMs: 60_000 }))
  expect(shorter.message).toContain('it was not ready after 20 ms (startup timeout). Raise withStartupTimeout()')
  const slow = new TestWait(() => after(40)).withStartupTimeout(60_000)
  await untilReady(target, slow, { timeoutMs: 5 })
})

test('a limit counts from the start of the container', async () => {
  const began = performance.now()
  await failureOf(untilReady(fakeTarget(), never(), { timeoutMs: 10_000, startedAt: began - 9_990 }))
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('no limit is a limit that never passes', async () => {
  const slow = new TestWait(() => after(30))
  await untilReady(fakeTarget(), slow, { timeoutMs: Number.POSITIVE_INFINITY })
  await untilReady(fakeTarget(), slow, { timeoutMs: 2 ** 40 })
})

test('a limit that is no number of milliseconds is refused', () => {
  expect(() => never().withStartupTimeout('30s' as never)).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`"30s"\` (string).]`,
  )
})

test.each([
  ['an error', new Error('enough')],
  ['a string', 'enough'],
  ['null', null],
])('an abort rejects with its reason untouched: %s', async (_, reason) => {
  const controller = new AbortController()
  const wait = waitFor(never(), fakeTarget(), { signal: controller.signal })
  controller.abort(reason)
  expect(await rejectionOf(wait)).toBe(reason)
  expect(await rejectionOf(waitFor(never(), fakeTarget(), { signal: controller.signal }))).toBe(reason)
})

test('an abort while the last moments are asked for still rejects with its reason', async () => {
  const controller = new AbortController()
  const target = fakeTarget({
    exited: Promise.resolve({ exitCode: 1 }),
    lastMoments: () => {
      setImmediate(() => controller.abort('enough'))
      return new Promise(() => {})
    },
  })
  expect(await rejectionOf(waitFor(never(), target, { signal: controller.signal }))).toBe('enough')
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test('a strategy that gives up fails the wait with its words', async () => {
  const cause = new Error('the cause')
  const wait = new TestWait(() => Promise.reject(new WaitFailure('its licence is not accepted', { cause })))
  const error = await failureOf(waitFor(wait, fakeTarget({ lastMoments: async () => ({ ...running, logTail: [] }) })))
  expect(error).toMatchObject({ code: 'STARTUP_FAILED', reason: 'failed', cause })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: its licence is not accepted (after 12 s).
    Waited for the test.
    It printed nothing."
  `)
})

test('what a strategy throws is the cause of the error', async () => {
  const cause = new Error('connect ENOENT /var/run/docker.sock')
  const error = await failureOf(waitFor(new TestWait(() => Promise.reject(cause)), fakeTarget()))
  expect(error).toMatchObject({ reason: 'failed', cause })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: a wait threw after 12 s: connect ENOENT /var/run/docker.sock
    Waited for the test.
    Last log lines:
      starting"
  `)
})

test('a strategy that throws before it waits is treated alike', async () => {
  const wait = new TestWait(() => {
    throw new Error('no')
  })
  expect(await failureOf(waitFor(wait, fakeTarget()))).toMatchObject({ reason: 'failed' })
})

test('what a strategy throws because the container has just exited is called an exit', async () => {
  const conflict = new Error('Container 4f1c2d9e1a2b is not running')
  const target = fakeTarget({ lastMoments: async () => exited(3) })
  const error = await failureOf(waitFor(new TestWait(() => Promise.reject(conflict)), target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 3, cause: conflict })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 3 after 12 s.
    Waited for the test.
    Last log lines:
      starting"
  `)
})

test('a mistake of the caller stays what it is', async () => {
  const mistake = new InvalidArgumentError('Port 80/tcp is not published.')
  expect(await rejectionOf(waitFor(new TestWait(() => Promise.reject(mistake)), fakeTarget()))).toBe(mistake)
})

test('an engine that does not tell the last moments does not hide the reason', async () => {
  const target = fakeTarget({
    exited: Promise.resolve({ exitCode: 1 }),
    lastMoments: () => Promise.reject(new Error('connection lost')),
  })
  const error = await failureOf(waitFor(never(), target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 1 })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 1 after 12 s.
    Waited for the test.
    What it printed is not known any more."
  `)
})

test('memory that ran out and health probes are part of the message', async () => {
  const last = { ...exited(137), oomKilled: true, healthLog: ['exit code 1: not yet', 'exit code 1: still not'] }
  const target = fakeTarget({ exited: Promise.resolve({ exitCode: 137 }), lastMoments: async () => last })
  const error = await failureOf(waitFor(never(), target))
  expect(error).toMatchObject({ oomKilled: true, healthLog: last.healthLog, logTail: ['starting'] })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 137 (SIGKILL) after 12 s.
    It ran out of memory and was killed: raise withResourcesQuota() or the memory of the engine, or make it use less.
    Waited for the test.
    Last health probes:
      exit code 1: not yet
      exit code 1: still not
    Last log lines:
      starting"
  `)
})

test('what a strategy sees of its own end does not hide what it saw before', async () => {
  const wait = new TestWait(async (_, { signal, saw }) => {
    saw('status 503')
    signal.addEventListener('abort', () => saw('aborted'))
    await new Promise(() => {})
  })
  expect((await failureOf(waitFor(wait, fakeTarget(), { limitMs: 20 }))).waits).toMatchObject([
    { lastSaw: 'status 503' },
  ])
})

test('no listener stays on the signal of the caller, however the wait ends', async () => {
  const { signal } = new AbortController()
  await waitFor(new TestWait(async () => {}), fakeTarget(), { signal })
  await failureOf(waitFor(never(), fakeTarget({ exited: Promise.resolve({ exitCode: 0 }) }), { signal }))
  await failureOf(waitFor(never(), fakeTarget(), { signal, limitMs: 1 }))
  await failureOf(waitFor(new TestWait(() => Promise.reject(new WaitFailure('no'))), fakeTarget(), { signal }))
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('losers that fail late are nobody’s unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  const exit = new Deferred<ContainerExit>()
  const late = new TestWait(async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    await after(5)
    throw new Error('late')
  })
  await failureOf(waitFor(late, fakeTarget(), { limitMs: 1 }))
  await waitFor(new TestWait(async () => {}), fakeTarget({ exited: exit.promise }))
  exit.resolve({ exitCode: 1 })
  await after(20)
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

test('a hundred waits for one container end together', async () => {
  const exit = new Deferred<ContainerExit>()
  const waits = Array.from({ length: 100 }, () => failureOf(waitFor(never(), fakeTarget({ exited: exit.promise }))))
  exit.resolve({ exitCode: 2 })
  expect(new Set((await Promise.all(waits)).map(({ message }) => stable(message))).size).toBe(1)
})

const rejectionOf = (promise: Promise<void>): Promise<unknown> =>
  promise.then(
    () => new Error('It did not reject.'),
    (reason: unknown) => reason,
  )
