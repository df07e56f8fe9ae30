import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { InvalidArgumentError } from '../../src/events/error.ts'
import { WaitFailure } from '../../src/wait/strategy.ts'
import { Wait } from '../../src/wait/wait.ts'
import { fakeTarget, tcp } from './fake-target.ts'
import { httpServer } from './servers.ts'
import { failureOf, stable, waitFor } from './waiting.ts'

test.each([true, undefined, null, 0, '', [{ 1: 1 }]])('a probe that answers %j says yes', async (answer) => {
  let asked = 0
  const probe = () => {
    asked++
    return answer
  }
  await waitFor(Wait.until(probe), fakeTarget())
  expect(asked).toBe(1)
})

test('`false`, and what it throws, is not yet', async () => {
  const answers = [
    () => false,
    async () => false,
    () => {
      throw new Error('now')
    },
    async () => {
      throw new DOMException('This operation was aborted', 'AbortError')
    },
    async () => true,
  ]
  await waitFor(
    Wait.until(() => answers.shift()?.()),
    fakeTarget(),
  )
  expect(answers).toEqual([])
})

test('it sees the container, and where its ports are', async () => {
  await using server = await httpServer((_, response) => response.end('green'))
  const target = fakeTarget({ publishedPorts: [tcp(9200, server.port)] })
  const isGreen = Wait.until(async ({ host, hostPort }, { signal }) => {
    const answer = await fetch(`http://${host}:${hostPort(9200)}/health`, { signal })
    return (await answer.text()) === 'green'
  })
  await waitFor(isGreen, target)
})

test('a timeout says what the probe threw last, and why', async () => {
  const wait = Wait.until(
    async () => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:80\nat once') })
    },
    { description: 'the schema to be migrated' },
  )
  const error = await failureOf(waitFor(wait, fakeTarget(), { limitMs: 60 }))
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for the schema to be migrated; last saw: TypeError: fetch failed: connect ECONNREFUSED 127.0.0.1:PORT.
    Last log lines:
      starting"
  `)
})

test('a timeout says what the probe noted, or that it said no', async () => {
  const seenBy = async (probe: Parameters<typeof Wait.until>[0]) =>
    stable((await failureOf(waitFor(Wait.until(probe), fakeTarget(), { limitMs: 40 }))).waits[0]?.lastSaw ?? '')
  expect({
    'a note': await seenBy((_, { saw }) => {
      saw('3 of 5 shards')
      return false
    }),
    no: await seenBy(() => false),
    'no answer': await seenBy(() => new Promise(() => {})),
    'a refusal of several addresses': await seenBy(() =>
      Promise.reject(new AggregateError([new Error('connect ECONNREFUSED ::1:80'), new Error('the other')])),
    ),
    'no error': await seenBy(() => Promise.reject('enough')),
  }).toMatchInlineSnapshot(`
    {
      "a note": "3 of 5 shards",
      "a refusal of several addresses": "connect ECONNREFUSED ::1:80",
      "no": "\`false\`",
      "no answer": "no answer yet",
      "no error": "enough",
    }
  `)
})

test('what a probe is sure of ends the wait', async () => {
  const licence = Wait.until(() => {
    throw new WaitFailure('its licence is not accepted')
  })
  const error = await failureOf(waitFor(licence, fakeTarget()))
  expect(error).toMatchObject({ reason: 'failed' })
  expect(error.message).toContain('did not become ready: its licence is not accepted (after 12 s).')
  const unpublished = Wait.until(({ hostPort }) => fetch(`http://127.0.0.1:${hostPort(80)}`))
  await expect(waitFor(unpublished, fakeTarget())).rejects.toThrow(InvalidArgumentError)
})

test('a question that is not answered in time is asked again, and told of it', async () => {
  const signals: AbortSignal[] = []
  const wait = Wait.until((_, { signal }) => signals.push(signal) === 3 || new Promise(() => {}), { readTimeoutMs: 20 })
  await waitFor(wait, fakeTarget())
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true])
  const mute = Wait.until(() => new Promise(() => {})).withReadTimeout(20)
  const error = await failureOf(waitFor(mute, fakeTarget(), { limitMs: 60 }))
  expect(stable(error.waits[0]?.lastSaw ?? '')).toBe('no answer within 20 ms')
  expect(() => wait.withReadTimeout(0)).toThrow('withReadTimeout() takes milliseconds above 0')
})

test('what a question sees when it is too late is not what was seen last', async () => {
  let asked = 0
  const wait = Wait.until(
    async (_, { signal, saw }) => {
      if (++asked > 1) return false
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      saw('a late note')
      throw new Error('aborted')
    },
    { readTimeoutMs: 20, intervalMs: 60_000 },
  )
  const error = await failureOf(waitFor(wait, fakeTarget(), { limitMs: 60 }))
  expect(error.waits[0]?.lastSaw).toBe('no answer within 20 ms')
})

test('its signal aborts when the wait is over, and then nothing it does counts', async () => {
  let ended: Promise<void> | undefined
  let asked = 0
  const wait = Wait.until((_, { signal }) => {
    asked++
    ended = new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve())
    })
    return ended.then(() => signal.throwIfAborted())
  })
  const controller = new AbortController()
  const waiting = waitFor(wait, fakeTarget(), { signal: controller.signal })
  await after(5)
  controller.abort('enough')
  await expect(waiting).rejects.toBe('enough')
  await ended
  await after(20)
  expect(asked).toBe(1)
})

test('a container that exits ends the wait', async () => {
  const target = fakeTarget({ exited: Promise.resolve({ exitCode: 1 }) })
  expect(
    await failureOf(
      waitFor(
        Wait.until(() => false),
        target,
      ),
    ),
  ).toMatchObject({ reason: 'exited', exitCode: 1 })
})

test('it is asked after the pause that was asked for', async () => {
  const times: number[] = []
  const probe = () => times.push(performance.now()) === 3
  await waitFor(Wait.until(probe, { intervalMs: 50 }), fakeTarget())
  const [first = 0, , third = 0] = times
  expect(third - first).toBeGreaterThanOrEqual(98)
  expect(() => Wait.until(probe, { intervalMs: 0 })).toThrow('withPollInterval() takes milliseconds above 0')
})
