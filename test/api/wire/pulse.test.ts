import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { type Answer, fakeEngine } from '../support/fake-engine.ts'

const timeouts = { answerMs: 100, idleMs: 50 }

/** An engine whose logs have begun and go on, and that can fall silent. */
const engineWithLogs = async (answer: Answer) => {
  const state: { pings: number; fate: 'answered' | 'silent' | 'cut' } = { pings: 0, fate: 'answered' }
  const fake = await fakeEngine(
    (request, response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.docker.raw-stream' })
      answer(request, response)
    },
    {
      ping: () => {
        state.pings++
        return state.fate
      },
    },
  )
  return { fake, state }
}

const begin: Answer = (_, response) => void response.write(frameOf('begun\n'))

const frameOf = (text: string): Buffer => {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

const follow = async (engine: Engine) =>
  (await engine.containers.logs('x', { follow: true, tty: false })).lines()[Symbol.asyncIterator]()

test('a silent log of an engine that lives goes on', async () => {
  const held: ServerResponse[] = []
  const { fake, state } = await engineWithLogs((request, response) => {
    begin(request, response)
    held.push(response)
  })
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts })
  const lines = await follow(engine)
  expect((await lines.next()).value).toMatchObject({ text: 'begun' })
  const pings = state.pings
  await expect.poll(() => state.pings, { timeout: 5_000 }).toBeGreaterThan(pings + 3)
  held[0]?.end(frameOf('more\n'))
  expect((await lines.next()).value).toMatchObject({ text: 'more' })
})

test('a silent log of an engine that gives no sign of life ends with an error that says so', async () => {
  const { fake, state } = await engineWithLogs(begin)
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts })
  const lines = await follow(engine)
  await lines.next()
  state.fate = 'silent'
  await expect(lines.next()).rejects.toMatchObject({
    name: 'EngineConnectionError',
    message: expect.stringMatching(/gave no sign of life: it did not answer within 0\.1 s.*GET \/containers\/x\/logs/),
  })
})

test('a call without a limit that waits for its answer ends too', async () => {
  const { fake, state } = await engineWithLogs(() => {})
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts })
  const waiting = engine.containers.wait('x')
  state.fate = 'silent'
  await expect(waiting).rejects.toThrow(/gave no sign of life/)
})

test('that no connection is to be had for a while ends nothing', async () => {
  const { fake, state } = await engineWithLogs(begin)
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts: { answerMs: 5_000, idleMs: 50 } })
  const lines = await follow(engine)
  await lines.next()
  const next = lines.next().then(
    () => 'a line',
    (error: unknown) => error,
  )
  state.fate = 'cut'
  const pings = state.pings
  await expect.poll(() => state.pings, { timeout: 5_000 }).toBeGreaterThan(pings + 2)
  state.fate = 'answered'
  const answered = state.pings
  await expect.poll(() => state.pings, { timeout: 5_000 }).toBeGreaterThan(answered + 3)
  expect(await Promise.race([next, 'still open'])).toBe('still open')
  await engine.close()
  expect(await next).toMatchObject({ message: expect.not.stringContaining('sign of life') })
})

test('that none is to be had within the limit is no sign of life either', async () => {
  const { fake, state } = await engineWithLogs(begin)
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts })
  const lines = await follow(engine)
  await lines.next()
  state.fate = 'cut'
  await expect(lines.next()).rejects.toThrow(/gave no sign of life/)
})

test('a log that is written to is not given up, whatever becomes of the pings', async () => {
  const { fake, state } = await engineWithLogs((_, response) => {
    const writing = setInterval(() => response.write(frameOf('line\n')), 10)
    response.once('close', () => clearInterval(writing))
  })
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts })
  const lines = await follow(engine)
  state.fate = 'silent'
  const pings = state.pings
  while (state.pings < pings + 3) expect((await lines.next()).done).toBe(false)
})

test('an engine is left alone when nothing is open, and when no limit is asked for', async () => {
  const { fake, state } = await engineWithLogs(begin)
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts })
  const lines = await follow(engine)
  await lines.next()
  await lines.return?.(undefined)
  await using patient = await Engine.connect({ host: fake.host, timeouts: { idleMs: Number.POSITIVE_INFINITY } })
  const endless = await follow(patient)
  await endless.next()
  const pings = state.pings
  // Meanwhile another one is asked several times.
  const { fake: other, state: seen } = await engineWithLogs(begin)
  await using _other = other
  await using watched = await Engine.connect({ host: other.host, timeouts })
  const watchedLines = await follow(watched)
  await watchedLines.next()
  await expect.poll(() => seen.pings, { timeout: 5_000 }).toBeGreaterThan(4)
  expect(state.pings).toBe(pings)
  await watchedLines.return?.(undefined)
  await endless.return?.(undefined)
})

test('a process is not kept alive by what asks', async () => {
  const { fake } = await engineWithLogs(begin)
  await using _fake = fake
  await using engine = await Engine.connect({ host: fake.host, timeouts: { idleMs: 60_000 } })
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const lines = await follow(engine)
  await lines.next()
  expect(timers()).toBe(before)
  await lines.return?.(undefined)
})
