import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Engine, EngineConnectionError, type EngineTimeouts } from '../../../src/api/index.ts'
import { type Answer, type FakeEngine, fakeEngine } from '../support/fake-engine.ts'

/** A second client of a fake engine, with less patience. */
const impatient = async (
  answer: Answer,
  timeouts: EngineTimeouts,
): Promise<{ readonly engine: Engine; readonly fake: FakeEngine } & AsyncDisposable> => {
  const fake = await fakeEngine(answer)
  const engine = await Engine.connect({ host: fake.host, timeouts })
  return {
    engine,
    fake,
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      await fake[Symbol.asyncDispose]()
    },
  }
}

const messageOf = async (call: Promise<unknown>, { host }: FakeEngine): Promise<string> => {
  const error: unknown = await call.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineConnectionError)
  return String(error).replace(host, 'HOST')
}

/** Until a call that has a limit, and began later than all others, has come to it. */
const untilGivenUp = async ({
  engine,
  fake,
}: {
  readonly engine: Engine
  readonly fake: FakeEngine
}): Promise<void> => {
  expect(await messageOf(engine.containers.inspect('silent'), fake)).toContain('it did not answer within 0.1 s')
}

test('an engine that does not answer a call that it answers at once is given up, and the call is named', async () => {
  await using quiet = await impatient(() => {}, { answerMs: 100 })
  const { containers, volumes } = quiet.engine
  expect(await messageOf(containers.create({ Image: 'x' }), quiet.fake)).toMatchInlineSnapshot(
    `"EngineConnectionError: The connection to the engine at \`HOST\` ended early: it did not answer within 0.1 s. Check that the engine is still running. (during \`POST /containers/create\`)"`,
  )
  const calls = [
    containers.start('x'),
    containers.inspect('x'),
    containers.remove('x', { force: true }),
    containers.stop('x', { timeoutSeconds: 0 }),
    containers.putArchive('x', Buffer.alloc(1024), { path: '/' }),
    containers.attach('x', { tty: false }),
    volumes.remove('x'),
  ]
  for (const message of await Promise.all(calls.map((call) => messageOf(call, quiet.fake))))
    expect(message).toContain('it did not answer within 0.1 s')
})

test('an engine that falls silent within its answer is given up too', async () => {
  await using quiet = await impatient((_, response) => response.write('{"Id":'), { answerMs: 100 })
  expect(await messageOf(quiet.engine.containers.inspect('x'), quiet.fake)).toMatchInlineSnapshot(
    `"EngineConnectionError: The connection to the engine at \`HOST\` ended early: it was silent for 0.1 s within its answer. Check that the engine is still running. (during \`GET /containers/x/json\`)"`,
  )
})

test('a pull may be silent for as long as progress may', async () => {
  await using quiet = await impatient((_, response) => response.write('{"status":"Pulling"}\n'), {
    answerMs: 5_000,
    progressMs: 100,
  })
  const pull = quiet.engine.images.pull('x', { auth: {} })
  expect(await messageOf(pull, quiet.fake)).toContain('it was silent for 0.1 s within its answer')
})

test('a build must begin within the time of progress, and has no limit then; a quiet one has none', async () => {
  const open: (() => void)[] = []
  await using quiet = await impatient(
    ({ url = '' }, response) => {
      if (!url.includes('/build') || url.includes('t=never')) return
      if (!url.includes('q=true')) response.write('{"stream":"Step 1/1"}\n')
      open.push(() => response.end('{"aux":{"ID":"sha256:1"}}\n'))
    },
    { answerMs: 100, progressMs: 100 },
  )
  const { images } = quiet.engine
  const builds = [images.build(new Uint8Array(), { t: ['begun'] }), images.build(new Uint8Array(), { q: true })]
  const never = images.build(new Uint8Array(), { t: ['never'] })
  expect(await messageOf(never, quiet.fake)).toContain('it did not answer within 0.1 s')
  await untilGivenUp(quiet)
  expect(open).toHaveLength(2)
  for (const end of open) end()
  await Promise.all(builds)
})

test('what takes as long as it likes has no limit, and a stop has the time of the container besides', async () => {
  const open: (() => void)[] = []
  await using quiet = await impatient(
    ({ url = '' }, response) => {
      if (url.includes('/stop')) open.push(() => response.writeHead(204).end())
      else if (url.includes('/wait')) open.push(() => response.end('{"StatusCode":0}'))
    },
    { answerMs: 100 },
  )
  const { containers } = quiet.engine
  const calls = [containers.wait('x'), containers.stop('x'), containers.stop('x', { timeoutSeconds: 1 })]
  await untilGivenUp(quiet)
  expect(open).toHaveLength(3)
  for (const answer of open) answer()
  await Promise.all(calls)
})

test('a reader that is slow is not an engine that is silent', async () => {
  const chunk = Buffer.alloc(1 << 20, 'x')
  await using quiet = await impatient(
    ({ url = '' }, response) => {
      if (!url.includes('/logs')) return
      response.write(chunk)
      response.end(chunk)
    },
    { answerMs: 100 },
  )
  const logs = await quiet.engine.containers.logs('x', { tty: true })
  let size = 0
  for await (const { data } of logs) {
    if (size === 0) await untilGivenUp(quiet)
    size += data.length
  }
  expect(size).toBe(2 << 20)
})

test('a limit that is none is refused before anything is sent', async () => {
  await using fake = await fakeEngine(() => {})
  for (const answerMs of [0, -1, Number.NaN, '5'])
    await expect(Engine.connect({ host: fake.host, timeouts: { answerMs: answerMs as number } })).rejects.toThrow(
      'Timeout `answerMs` takes milliseconds above 0',
    )
  await using patient = await Engine.connect({ host: fake.host, timeouts: { answerMs: Number.POSITIVE_INFINITY } })
  expect(patient.apiVersion).toBe('1.41')
})

test('bytes that go slowly are no silence of the engine either', async () => {
  await using slow = await impatient(
    async (request, response) => {
      for await (const _ of request) await sleep(20)
      response.writeHead(200).end()
    },
    { answerMs: 100 },
  )
  await slow.engine.containers.putArchive('x', Buffer.alloc(8 << 20), { path: '/' })
})
