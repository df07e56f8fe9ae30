import { expect, test } from 'vitest'
import { Engine, SlipwayError } from '../../../src/api/index.ts'
import { GenericContainer, Wait } from '../../../src/index.ts'
import { BUSYBOX } from '../../api/support/resources.ts'
import { isSoak, recordFigure, times } from '../soak.ts'
import { canHaveSecondEngine, secondEngine } from './second-engine.ts'
import { sixStreams } from './six-streams.ts'

const rounds = times(1, 20)

/** What may be told by an engine that ends its containers first. */
const trueEnds: Readonly<Record<string, string>> = {
  run: 'resolved with {"exitCode":7,',
  exec: 'resolved with {"exitCode":137,',
  'followed logs': 'resolved with undefined',
  wait: 'resolved with {"Error":null,"StatusCode":137}',
}

test.runIf(canHaveSecondEngine()).each([
  ['SIGKILL', 'containers that live on', true],
  ['SIGTERM', 'containers that live on', true],
  ['SIGTERM', 'containers that end with it', false],
  ['SIGKILL', 'containers that end with it', false],
] as const)(
  'an engine that %s ends, with %s, fails all that is open',
  { concurrent: isSoak },
  async (signal, words, liveRestore) => {
    await using second = await secondEngine({ liveRestore })
    await using engine = await Engine.connect({ host: second.host })
    const endMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      // Containers that do not mind the signal are given ten seconds to end, now or when the engine comes back.
      const config = { Image: BUSYBOX, Cmd: ['sleep', '600'], StopSignal: 'SIGKILL' }
      const { Id: containerId } = await engine.containers.create(config)
      await engine.containers.start(containerId)
      const command = ['sh', '-c', 'trap "exit 7" TERM; echo begun; while :; do sleep 0.1; done']
      const streams = await sixStreams(engine, containerId, { command })
      const gone = second.ended().then(() => performance.now())
      second.signal(signal)
      const ends = await Promise.all([...streams].map(([name, stream]) => endOf(name, stream)))
      const goneAt = await gone
      // A stream may end before the engine does: TERM gives it time to stop its containers.
      endMs.push(...ends.map(({ at }) => Math.max(0, at - goneAt)))
      for (const { name, end } of ends) {
        const isTrue = signal === 'SIGTERM' && !liveRestore && end.startsWith(trueEnds[name] ?? '-')
        expect(isTrue ? 'EngineConnectionError' : end, name).toBe('EngineConnectionError')
      }
      await second.start()
    }
    const slowest = Math.round(Math.max(...endMs))
    await recordFigure(
      `${signal} to an engine with ${words}, six open streams, ${rounds} times`,
      `every stream ended with a typed error, ${slowest} ms after the engine at most`,
    )
    expect(slowest).toBeLessThan(1_000)
  },
)

test.runIf(canHaveSecondEngine())(
  'an engine that hangs is given up by all that is open',
  { concurrent: isSoak },
  async () => {
    await using second = await secondEngine()
    await using engine = await Engine.connect({ host: second.host, timeouts: { answerMs: 1_000, idleMs: 1_000 } })
    const endMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      const { containerId } = await engine.runDetached(BUSYBOX, ['sleep', '600'])
      const streams = await sixStreams(engine, containerId)
      second.signal('SIGSTOP')
      const stoppedAt = performance.now()
      const ends = await Promise.all([...streams].map(([name, stream]) => endOf(name, stream)))
      endMs.push(...ends.map(({ at }) => at - stoppedAt))
      for (const { name, end } of ends) expect(end, name).toBe('EngineConnectionError')
      second.signal('SIGCONT')
      await engine.containers.remove(containerId, { force: true })
    }
    const slowest = Math.round(Math.max(...endMs))
    await recordFigure(
      `SIGSTOP to an engine, six open streams, ${rounds} times, with limits of 1 s and 1 s`,
      `every stream ended with a typed error, after ${slowest} ms at most`,
    )
    expect(slowest).toBeLessThan(6_000)
  },
)

test.runIf(canHaveSecondEngine())('an engine that is stopped is given up at the limits', async () => {
  await using second = await secondEngine()
  await using engine = await Engine.connect({ host: second.host, timeouts: { answerMs: 1_000 } })
  const { containerId } = await engine.runDetached(BUSYBOX, ['sleep', '600'])
  const starting = new GenericContainer(BUSYBOX)
    .withEngine(engine)
    .withCommand(['sh', '-c', 'echo begun; exec sleep 600'])
    .withStartupTimeout(3_000)
    .withLogConsumer((output) => output.once('data', () => second.signal('SIGSTOP')))
    .withWaitStrategy(Wait.forLogMessage('a line that never comes'))
    .start()
  await expect(starting).rejects.toThrow(SlipwayError)
  await expect(engine.containers.inspect(containerId)).rejects.toMatchObject({
    name: 'EngineConnectionError',
    message: expect.stringContaining('GET /containers/'),
  })
  second.signal('SIGCONT')
  expect((await engine.containers.inspect(containerId)).State.Running).toBe(true)
})

test.runIf(canHaveSecondEngine())('a start whose engine is started anew says so, and the next one works', async () => {
  await using second = await secondEngine({ liveRestore: true })
  await using engine = await Engine.connect({ host: second.host })
  const builder = new GenericContainer(BUSYBOX)
    .withEngine(engine)
    .withCommand(['sh', '-c', 'echo begun; exec sleep 600'])
  const starting = builder
    .withLogConsumer((output) => output.once('data', () => second.signal('SIGKILL')))
    .withWaitStrategy(Wait.forLogMessage('a line that never comes'))
    .start()
  await expect(starting).rejects.toThrow(SlipwayError)
  await second.ended()
  await second.start()
  await using next = await new GenericContainer(BUSYBOX).withEngine(engine).withCommand(['sleep', '600']).start()
  expect((await engine.containers.inspect(next.getId())).State.Running).toBe(true)
})

const endOf = async (name: string, stream: Promise<unknown>) => {
  const end = await stream.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  )
  return { name, end, at: performance.now() }
}
