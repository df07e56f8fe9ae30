import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { LogLine } from '../../src/api/index.ts'
import { WaitFailure } from '../../src/wait/strategy.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Feed, fakeTarget } from './fake-target.ts'
import { failureOf, never, TestWait, waitFor } from './waiting.ts'

const ready = (description?: string) => new TestWait(async () => {}, description)
const readyAfter = (ms: number) => new TestWait(() => after(ms), `${ms} ms`)

test('all strategies run side by side', async () => {
  let running = 0
  const meeting = new TestWait(async () => {
    running++
    while (running < 3) await after(1)
  })
  await waitFor(Wait.forAll([meeting, meeting, meeting]), fakeTarget())
})

test('the first that fails stops the others, and each is reported', async () => {
  let stopped = false
  const other = new TestWait(async (_, { signal, saw }) => {
    saw('status 503')
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    stopped = true
  }, 'GET /health')
  const failing = new TestWait(async () => {
    await after(5)
    throw new WaitFailure('its licence is not accepted')
  }, 'the licence')
  const error = await failureOf(waitFor(Wait.forAll([ready('a log line'), failing, other]), fakeTarget()))
  expect(stopped).toBe(true)
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: its licence is not accepted (after 12 s).
    Waited for a log line: done.
    Waited for the licence.
    Waited for GET /health; last saw: status 503.
    Last log lines:
      starting"
  `)
})

test('a container that exits ends every part that does not wait for it', async () => {
  const log = new Feed<LogLine>()
  log.end()
  const target = fakeTarget({ exited: Promise.resolve({ exitCode: 0 }), logs: (signal) => log.read(signal) })
  await waitFor(Wait.forAll([Wait.forOneShotStartup(), ready()]), target)
  const error = await failureOf(
    waitFor(Wait.forAll([Wait.forOneShotStartup(), never('port 80/tcp to listen')]), target),
  )
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 0 after 12 s.
    Waited for it to exit with code 0: done.
    Waited for port 80/tcp to listen.
    Last log lines:
      starting"
  `)
})

test('each part keeps its own limit, and the error says whose it was', async () => {
  const parts = [never('a log line').withStartupTimeout(12_030), never('port 80/tcp to listen')]
  const error = await failureOf(waitFor(Wait.forAll(parts), fakeTarget()))
  expect(error.reason).toBe('timeout')
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout of the wait for a log line). Raise withStartupTimeout() if it needs longer.
    Waited for a log line.
    Waited for port 80/tcp to listen.
    Last log lines:
      starting"
  `)
})

test('a part may take longer than the container is given', async () => {
  await waitFor(Wait.forAll([readyAfter(60).withStartupTimeout(60_000), ready()]), fakeTarget(), { limitMs: 20 })
})

test('without limits of their own the parts have that of the container', async () => {
  const error = await failureOf(waitFor(Wait.forAll([Wait.forAll([never()])]), fakeTarget(), { limitMs: 20 }))
  expect(error.message).toContain('it was not ready after 12 s (startup timeout).')
})

test('its startup timeout is for the parts that have none', async () => {
  const wait = Wait.forAll([readyAfter(60).withStartupTimeout(60_000), readyAfter(40)])
  await waitFor(wait.withStartupTimeout(30_000), fakeTarget(), { limitMs: 20 })
  await failureOf(waitFor(wait.withStartupTimeout(12_020), fakeTarget()))
})

test('its deadline limits all parts, whatever their own limits', async () => {
  const parts = [never('a log line').withStartupTimeout(60_000), ready('port 80/tcp to listen')]
  const error = await failureOf(waitFor(Wait.forAll(parts).withDeadline(12_020), fakeTarget()))
  expect(error.reason).toBe('timeout')
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (deadline). Raise withDeadline() if it needs longer.
    Waited for a log line.
    Waited for port 80/tcp to listen: done.
    Last log lines:
      starting"
  `)
})

test('an abort ends all parts with its reason', async () => {
  const controller = new AbortController()
  const signals: AbortSignal[] = []
  const part = new TestWait((_, { signal }) => {
    signals.push(signal)
    return new Promise(() => {})
  })
  const wait = waitFor(Wait.forAll([part, Wait.forAll([part])]), fakeTarget(), { signal: controller.signal })
  controller.abort('enough')
  await expect(wait).rejects.toBe('enough')
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
})

test('many parts are no leak', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const controller = new AbortController()
  const parts = Array.from({ length: 30 }, () => Wait.forAll([readyAfter(5), readyAfter(5)]))
  await waitFor(Wait.forAll(parts), fakeTarget(), { signal: controller.signal })
  await new Promise(setImmediate)
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('nothing to wait for is a mistake', () => {
  expect(() => Wait.forAll([])).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: forAll() takes at least one wait strategy, got none.]`,
  )
  expect(() => Wait.forAll([ready()]).withDeadline(0)).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: withDeadline() takes milliseconds above 0, got \`0\` (number).]`,
  )
})

test('it says all that it waits for', () => {
  expect(Wait.forAll([Wait.forListeningPorts(), Wait.forLogMessage('ready')]).describe()).toBe(
    'published TCP ports to listen and a log line with `ready`',
  )
})
