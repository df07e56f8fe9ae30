import { expect, test } from 'vitest'
import { Engine, type LogLine } from '../../../src/api/index.ts'
import { engineTraits } from '../support/engine-traits.ts'
import { createContainer, startContainer } from '../support/resources.ts'

const { isPodman } = await engineTraits()

const all = async (lines: AsyncIterable<LogLine>): Promise<LogLine[]> => {
  const seen: LogLine[] = []
  for await (const line of lines) seen.push(line)
  return seen
}

const counted = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index))

// Podman leaves out lines of a burst that it is asked to follow.
test.each(isPodman ? [] : [0, 30, 60, 120])(
  'no line of a burst is lost or doubled, followed %i ms after the start',
  async (delayMs) => {
    await using engine = await Engine.connect()
    await using container = await startContainer(engine, { Cmd: ['seq', '1', '200000'] })
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    const seen = await all(engine.containers.follow(container.id))
    expect(seen.map(({ text }) => text).join() === counted(1, 200_000).join()).toBe(true)
  },
)

test('lines come from the first one on, then as they are printed, until the container stops', async () => {
  await using engine = await Engine.connect()
  const Cmd = ['sh', '-c', 'echo early; read x; echo late >&2; sleep 1000']
  await using container = await createContainer(engine, { Cmd, OpenStdin: true, StdinOnce: true })
  await using attached = await engine.containers.attach(container.id, { stdin: true })
  await engine.containers.start(container.id)
  const lines = engine.containers.follow(container.id, { timestamps: true })
  expect(await lines.next()).toMatchObject({ value: { stream: 'stdout', text: 'early', time: expect.any(Date) } })
  attached.stdin.write('go\n')
  expect(await lines.next()).toMatchObject({ value: { stream: 'stderr', text: 'late', time: expect.any(Date) } })
  await engine.containers.kill(container.id)
  expect(await lines.next()).toEqual({ done: true, value: undefined })
})

test('the beginning can be a tail, or a time', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Cmd: ['seq', '1', '100'] })
  await engine.containers.wait(container.id)
  const texts = async (options: Parameters<typeof engine.containers.follow>[1]) =>
    (await all(engine.containers.follow(container.id, options))).map(({ text }) => text)
  expect(await texts({ tail: 3 })).toEqual(['98', '99', '100'])
  expect(await texts({ tail: 0 })).toEqual([])
  expect(await texts({ since: Date.now() / 1000 + 60 })).toEqual([])
  expect(await texts({})).toEqual(counted(1, 100))
})

test('a followed terminal gives its lines', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Cmd: ['sh', '-c', 'echo one; echo two >&2'], Tty: true })
  expect(await all(engine.containers.follow(container.id))).toEqual([
    { stream: 'stdout', text: 'one' },
    { stream: 'stdout', text: 'two' },
  ])
})

test('following ends with the loop, with the signal, and when the container is removed', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Cmd: ['sh', '-c', 'echo ready; sleep 1000'] })
  for await (const { text } of engine.containers.follow(container.id)) {
    expect(text).toBe('ready')
    break
  }
  const abort = new AbortController()
  const aborted = all(engine.containers.follow(container.id, { signal: abort.signal }))
  setTimeout(() => abort.abort(new Error('enough')), 100)
  await expect(aborted).rejects.toThrow('enough')
  const lines = engine.containers.follow(container.id)
  await lines.next()
  await engine.containers.remove(container.id, { force: true })
  expect(await lines.next()).toEqual({ done: true, value: undefined })
})
