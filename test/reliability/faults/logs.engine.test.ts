import { expect, test } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { GenericContainer, type InspectResult, StartupError, Wait } from '../../../src/index.ts'
import { engineTraits } from '../../api/support/engine-traits.ts'
import { BUSYBOX, createContainer } from '../../api/support/resources.ts'
import { isSoak, recordFigure, times } from '../soak.ts'
import { type Growth, growthOf } from './memory.ts'

const { isPodman } = await engineTraits()

const timeout = isSoak ? 1_800_000 : 60_000

/** Takes the lines of a container that counts, and notes what is missing or comes twice. */
class Counted {
  lines = 0
  readonly others: string[] = []
  #rest = ''

  readonly consume = (stream: NodeJS.ReadableStream): void => {
    stream.setEncoding('utf8').on('data', (text: string) => {
      const [first = '', ...rest] = text.split('\n')
      const lines = [this.#rest + first, ...rest]
      this.#rest = lines.pop() ?? ''
      for (const line of lines) this.#take(line)
    })
  }

  #take(line: string): void {
    if (line === String(this.lines + 1)) this.lines++
    else this.others.push(line)
  }
}

test('a line after many others is found, and every one of them comes once', { timeout }, async () => {
  const lineCount = times(100_000, 1_000_000)
  const runs = times(2, 50)
  const run = async () => {
    const counted = new Counted()
    const container = await new GenericContainer(BUSYBOX)
      .withCommand(['sh', '-c', `seq 1 ${lineCount}; echo ready; exec sleep 1000`])
      .withLogConsumer(counted.consume)
      .withWaitStrategy(Wait.forLogMessage(/^ready$/))
      .start()
    await expect.poll(() => counted.others.length, { timeout: 30_000 }).toBe(1)
    await container.stop()
    expect(counted).toMatchObject({ lines: lineCount, others: ['ready'] })
  }
  const first = await growthOf(run)
  const growths: Growth[] = []
  const growth = await growthOf(async () => {
    for (let left = runs; left > 0; left--) growths.push(await growthOf(run))
  })
  const peakMb = Math.max(...growths.map((one) => one.peakMb))
  await recordFigure(
    `log wait on a container that prints ${lineCount} lines before the one waited for, ${runs} runs`,
    `every line once, none missed; memory kept: ${growth.keptMb} MB; the first run took ${first.peakMb} MB at its peak, code included, and no later one more than ${peakMb} MB beyond that`,
  )
  expect(growth.keptMb).toBeLessThan(50)
})

test('a line of the first millisecond is never missed, of a container that lives on and of one that ends', {
  timeout,
}, async () => {
  const runs = times(6, 500)
  let next = 0
  const lane = async () => {
    while (next < runs) {
      const lives = next++ % 2 === 0
      const seen: string[] = []
      const container = await new GenericContainer(BUSYBOX)
        .withCommand(['sh', '-c', lives ? 'echo ready; exec sleep 1000' : 'echo ready'])
        .withLogConsumer((stream) => stream.setEncoding('utf8').on('data', (text: string) => seen.push(text)))
        .withWaitStrategy(Wait.forLogMessage('ready'))
        .start()
      await container.stop()
      expect(seen.join('')).toBe('ready\n')
    }
  }
  await Promise.all([lane(), lane()])
  await recordFigure(`log wait on a line of the first millisecond, ${runs} runs`, 'never missed, once each')
})

test('a container that is restarted during the wait has exited, and the start says so at once', {
  timeout,
}, async () => {
  await using engine = await Engine.connect()
  const runs = times(2, 20)
  let longestMs = 0
  for (let left = runs; left > 0; left--) {
    let restartedAt = 0
    class Restarted extends GenericContainer {
      protected override async containerStarting({ Id }: InspectResult): Promise<void> {
        restartedAt = performance.now()
        engine.containers.restart(Id, { timeoutSeconds: 5 }).catch(() => {})
      }
    }
    const start = new Restarted(BUSYBOX)
      .withCommand(['sh', '-c', 'trap "exit 7" TERM; echo one; while :; do sleep 0.1; done'])
      .withWaitStrategy(Wait.forLogMessage('one', 2))
    const error: unknown = await start.start().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StartupError)
    longestMs = Math.max(longestMs, performance.now() - restartedAt)
  }
  await recordFigure(
    `restart during a log wait, ${runs} runs`,
    `a typed error that says that it exited, after ${Math.round(longestMs)} ms at most`,
  )
})

test('a container that its policy starts again is waited for, and the lines of its runs are counted once each', {
  timeout,
}, async () => {
  const runs = times(2, 20)
  for (let left = runs; left > 0; left--) {
    const start = (count: number) =>
      new GenericContainer(BUSYBOX)
        .withEngineOptions({ HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 5 } } })
        .withCommand(['sh', '-c', 'echo run; echo x >> /runs; [ $(wc -l < /runs) = 3 ] || exit 1; exec sleep 1000'])
        .withStartupTimeout(count === 3 ? 30_000 : 4_000)
        .withWaitStrategy(Wait.forLogMessage('run', count))
        .start()
    await using container = await start(3)
    expect((await container.exec(['cat', '/runs'])).output).toBe('x\nx\nx\n')
    // Once in a while, that no line comes twice: a fourth one never comes.
    if (left === runs) await expect(start(4)).rejects.toMatchObject({ reason: 'timeout' })
  }
  await recordFigure(
    `a container that its policy starts again twice during a log wait, ${runs} runs`,
    'ready in its third run, each line counted once',
  )
})

// Podman leaves out lines of a burst that it is asked to follow: there they are only in order.
test('lines that are followed across restarts come once each', { timeout }, async () => {
  await using engine = await Engine.connect()
  const runs = times(1, 20)
  for (let left = runs; left > 0; left--) {
    await using container = await createContainer(engine, { Cmd: ['sh', '-c', 'seq 1 5000'] })
    for (let start = 0; start < 3; start++) {
      await engine.containers.start(container.id)
      const seen: string[] = []
      for await (const { text } of engine.containers.follow(container.id)) seen.push(text)
      // What was printed in the runs before is in the log too.
      const expected = Array.from({ length: 5_000 * (start + 1) }, (_, index) => String((index % 5_000) + 1))
      if (isPodman) expect(seen.slice(0, 100)).toEqual(expected.slice(0, 100))
      else expect(seen.join()).toBe(expected.join())
      await engine.containers.wait(container.id)
    }
  }
  await recordFigure(`a log followed in each of three runs of a container, ${runs} times`, 'every line once')
})

test('a line without end is waited over and followed in bounded memory', { timeout }, async () => {
  await using engine = await Engine.connect()
  const megabytes = times(100, 1_000)
  const print = `head -c ${megabytes}000000 /dev/zero | tr '\\0' x; echo; echo ready; exec sleep 1000`
  const waiting = await growthOf(async () => {
    const container = await new GenericContainer(BUSYBOX)
      .withCommand(['sh', '-c', print])
      .withStartupTimeout(600_000)
      .withWaitStrategy(Wait.forLogMessage(/^ready$/))
      .start()
    await container.stop()
  })
  await using container = await createContainer(engine, { Cmd: ['sh', '-c', print] })
  let length = 0
  const following = await growthOf(async () => {
    await engine.containers.start(container.id)
    for await (const { text } of engine.containers.follow(container.id)) {
      if (text === 'ready') break
      length += text.length
    }
  })
  expect(length).toBe(megabytes * 1e6)
  await recordFigure(
    `a line of ${megabytes} MB without a newline`,
    `log wait: ${waiting.peakMb} MB at the peak, ${waiting.keptMb} MB kept; followed: ${following.peakMb} MB at the peak, ${following.keptMb} MB kept`,
  )
  expect(Math.max(waiting.peakMb, following.peakMb)).toBeLessThan(500)
  expect(Math.max(waiting.keptMb, following.keptMb)).toBeLessThan(50)
})
