import { getEventListeners } from 'node:events'
import { expect, expectTypeOf, test } from 'vitest'
import { pollUntil } from '../../src/wait/back-off.ts'
import type { ContainerExit } from '../../src/wait/target.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Deferred, fakeTarget, tcp } from './fake-target.ts'
import { freePort } from './servers.ts'
import { failureOf, waitFor } from './waiting.ts'

const never = new AbortController().signal

const lately = async () => {
  const port = await freePort()
  return fakeTarget({
    publishedPorts: [tcp(80, port)],
    listens: async () => false,
    exec: async () => ({ exitCode: 1, output: '' }),
  })
}

test.each([
  ['listening ports', Wait.forListeningPorts()],
  ['HTTP', Wait.forHttp('/', 80)],
  ['TLS', Wait.forTls(80)],
  ['a command', Wait.forSuccessfulCommand('false')],
  ['a file', Wait.forFile('/ready')],
  ['a probe', Wait.until(() => false)],
  ['SQL', Wait.forSql(() => Promise.reject(new Error('no')))],
])('a poll interval holds for %s', async (_, wait) => {
  const asked = async (intervalMs: number) => {
    const [report] = (await failureOf(waitFor(wait.withPollInterval(intervalMs), await lately(), { limitMs: 250 })))
      .waits
    return Number(/\((\d+) times\)$/.exec(report?.lastSaw ?? '')?.[1] ?? 1)
  }
  expect(await asked(100_000)).toBe(1)
  expect(await asked(1)).toBeGreaterThan(3)
  expectTypeOf(wait.withPollInterval).returns.toHaveProperty('withStartupTimeout')
})

test('without an end to be told of, it is asked until the answer is yes', async () => {
  let asked = 0
  const ask = async () => ++asked === 3
  expect(await pollUntil(ask, { intervalMs: 1, maxDelayMs: 250, signal: never })).toBeUndefined()
  expect(asked).toBe(3)
})

test('after an exit it is asked once more, at once', async () => {
  const exit = new Deferred<ContainerExit>()
  const answers = [false, true]
  const ask = async () => answers.shift() ?? false
  const polled = pollUntil(ask, { intervalMs: 60_000, maxDelayMs: 250, exited: exit.promise, signal: timeout() })
  await new Promise(setImmediate)
  exit.resolve({ exitCode: 3 })
  expect(await polled).toBeUndefined()
})

test('when the answer after an exit still is no, the exit is the answer', async () => {
  let asked = 0
  const ask = async () => {
    asked++
    return false
  }
  const exited = Promise.resolve({ exitCode: 3 })
  const signal = timeout()
  expect(await pollUntil(ask, { intervalMs: 60_000, maxDelayMs: 250, exited, signal })).toEqual({ exitCode: 3 })
  // The promise tells of the exit only after the first question.
  expect(asked).toBe(2)
})

test('an exit while it is asked is not the one before it', async () => {
  const exit = new Deferred<ContainerExit>()
  let asked = 0
  const ask = async () => {
    if (++asked === 1) exit.resolve({ exitCode: 0 })
    await new Promise(setImmediate)
    return asked === 2
  }
  expect(await pollUntil(ask, { maxDelayMs: 250, exited: exit.promise, signal: timeout() })).toBeUndefined()
  expect(asked).toBe(2)
})

test('pauses leave no listener, and none is longer than a timer can be', async () => {
  const { signal } = new AbortController()
  const answers = [false, false, true]
  await pollUntil(async () => answers.shift() ?? false, { intervalMs: 1, maxDelayMs: 1, signal })
  expect(getEventListeners(signal, 'abort')).toEqual([])
  const controller = new AbortController()
  let asked = 0
  const ask = async () => {
    asked++
    return false
  }
  const polled = pollUntil(ask, {
    intervalMs: Number.POSITIVE_INFINITY,
    maxDelayMs: 1,
    signal: controller.signal,
  })
  setTimeout(() => controller.abort(), 20)
  await expect(polled).rejects.toThrow('aborted')
  expect(asked).toBe(1)
})

const timeout = () => AbortSignal.timeout(5_000)
