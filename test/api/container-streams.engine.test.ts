import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Engine, type LogLine, NotFoundError, type OutputText } from '../../src/api/index.ts'
import { engineTraits } from './support/engine-traits.ts'
import { createContainer, startContainer, type TestContainer } from './support/resources.ts'
import { tarOf, untar } from './support/tar.ts'

const traits = await engineTraits()

const printed: OutputText = { stdout: 'out 1\nout 2\n', stderr: 'err\n', output: expect.stringContaining('err\n') }
const printing = ['sh', '-c', 'echo out 1; echo err >&2; echo out 2']

const finished = async (engine: Engine, Cmd: string[], Tty = false): Promise<TestContainer> => {
  const container = await startContainer(engine, { Cmd, Tty })
  await engine.containers.wait(container.id)
  return container
}

const linesOf = async (lines: AsyncIterable<LogLine>): Promise<LogLine[]> => {
  const all: LogLine[] = []
  for await (const line of lines) all.push(line)
  return all
}

test('logs are told apart by stream and narrowed by options', async () => {
  await using engine = await Engine.connect()
  await using container = await finished(engine, printing)
  const text = async (options: Parameters<typeof engine.containers.logs>[1]) =>
    (await engine.containers.logs(container.id, options)).text()
  expect(await text({})).toEqual(printed)
  expect(await text({ stderr: false })).toEqual({ stdout: 'out 1\nout 2\n', stderr: '', output: 'out 1\nout 2\n' })
  expect(await text({ stdout: false })).toMatchObject({ stdout: '', stderr: 'err\n' })
  expect((await text({ tail: 1 })).output.split('\n')).toHaveLength(2)
  expect(await text({ tail: 0 })).toMatchObject({ output: '' })
  expect(await text({ since: Date.now() / 1000 + 60 })).toMatchObject({ output: '' })
  expect(await text({ until: 1 })).toMatchObject({ output: '' })
  await expect(engine.containers.logs('slipway-nowhere')).rejects.toThrow(NotFoundError)
})

test('log lines carry their stream and, when asked, their time', async () => {
  await using engine = await Engine.connect()
  const before = Date.now()
  await using container = await finished(engine, printing)
  const plain = await linesOf((await engine.containers.logs(container.id)).lines())
  expect(plain.filter(({ stream }) => stream === 'stdout')).toEqual([
    { stream: 'stdout', text: 'out 1' },
    { stream: 'stdout', text: 'out 2' },
  ])
  const timed = await linesOf((await engine.containers.logs(container.id, { timestamps: true })).lines())
  expect(timed.map(({ text }) => text).sort()).toEqual(['err', 'out 1', 'out 2'])
  for (const { time } of timed) expect(Math.abs((time?.getTime() ?? 0) - before)).toBeLessThan(60_000)
})

test('a line longer than the frames of the engine is one line with one time', async () => {
  await using engine = await Engine.connect()
  await using container = await finished(engine, ['sh', '-c', 'head -c 100000 /dev/zero | tr "\\0" x; echo; echo end'])
  const lines = await linesOf((await engine.containers.logs(container.id, { timestamps: true })).lines())
  expect(lines.map(({ text }) => text.length)).toEqual([100_000, 3])
  expect(lines[0]?.text).toBe('x'.repeat(100_000))
})

test('followed logs go on until the container ends', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, {
    Cmd: ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 0.1; done'],
  })
  await engine.containers.start(container.id)
  const logs = await engine.containers.logs(container.id, { follow: true })
  await expect(logs.text()).resolves.toMatchObject({ stdout: '1\n2\n3\n' })
})

test('a container with a terminal prints one stream, which the engine is asked for', async () => {
  await using engine = await Engine.connect()
  await using container = await finished(engine, printing, true)
  const logs = await engine.containers.logs(container.id)
  await expect(logs.text()).resolves.toMatchObject({ stdout: 'out 1\r\nerr\r\nout 2\r\n', stderr: '' })
  const timed = await linesOf((await engine.containers.logs(container.id, { timestamps: true })).lines())
  expect(timed.map(({ text }) => text)).toEqual(['out 1', 'err', 'out 2'])
  for (const { time } of timed) expect(time?.getTime()).toBeGreaterThan(Date.parse('2020-01-01'))
})

test('megabytes of output are the same bytes, attached and in the logs', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, { Cmd: ['sh', '-c', 'seq 1 100000; seq 1 100 >&2'] })
  await using attached = await engine.containers.attach(container.id)
  await engine.containers.start(container.id)
  const count = (end: number) => Array.from({ length: end }, (_, i) => `${i + 1}\n`).join('')
  // Not followed: Docker 20.10 loses lines of a burst there, whoever reads.
  for (const read of [async () => attached.output, () => engine.containers.logs(container.id)]) {
    const { stdout, stderr } = await (await read()).text()
    expect(stdout === count(100_000)).toBe(true)
    expect(stderr).toBe(count(100))
    await engine.containers.wait(container.id)
  }
})

test('an attached process reads what is written, and ends with its input', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, {
    Cmd: ['sh', '-c', 'cat; echo done >&2'],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
  })
  await using attached = await engine.containers.attach(container.id, { stdin: true })
  await engine.containers.start(container.id)
  attached.stdin.write('hello\n')
  attached.stdin.end('world')
  await expect(attached.output.text()).resolves.toMatchObject({ stdout: 'hello\nworld', stderr: 'done\n' })
  await expect(engine.containers.wait(container.id)).resolves.toMatchObject({ StatusCode: 0 })
})

test('an attachment can begin with what was printed before', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Cmd: ['sh', '-c', 'echo early; sleep 0.5; echo late'] })
  await (await engine.containers.logs(container.id, { follow: true })).lines().next()
  await using attached = await engine.containers.attach(container.id, { logs: true })
  const text = attached.output.text()
  // Podman 4 sends what was before without the frames.
  if (traits.isPodman && traits.major === 4)
    await expect(text).rejects.toThrow('has no frames where frames were expected')
  else await expect(text).resolves.toMatchObject({ stdout: 'early\nlate\n' })
})

test('an attached terminal echoes, and has the size it is given', async () => {
  await using engine = await Engine.connect()
  const Cmd = ['sh', '-c', 'read line; stty size']
  await using container = await createContainer(engine, { Cmd, Tty: true, OpenStdin: true, AttachStdin: true })
  await using attached = await engine.containers.attach(container.id, { stdin: true })
  await engine.containers.start(container.id)
  await engine.containers.resize(container.id, { height: 33, width: 77 })
  attached.stdin.write('go\n')
  await expect(attached.output.text()).resolves.toMatchObject({ stdout: 'go\r\n33 77\r\n', stderr: '' })
})

test('attaching to nothing is a NotFoundError', async () => {
  await using engine = await Engine.connect()
  await expect(engine.containers.attach('slipway-nowhere')).rejects.toThrow(NotFoundError)
})

test('files go into a container and come out again, running or not', async () => {
  await using engine = await Engine.connect()
  const { containers } = engine
  await using container = await createContainer(engine)
  await containers.putArchive(container.id, tarOf({ 'a.txt': 'one', 'b.txt': 'größe' }), { path: '/tmp' })
  const { stat, archive } = await containers.getArchive(container.id, { path: '/tmp/b.txt' })
  expect(stat).toMatchObject({ name: 'b.txt', size: 7, mode: 0o644 })
  expect(stat.linkTarget).toBe(traits.pick({ docker: '', podman: '/tmp/b.txt' }))
  expect(untar(Buffer.concat(await archive.toArray()))).toEqual({ 'b.txt': 'größe' })
  await containers.start(container.id)
  await containers.putArchive(container.id, Readable.from([tarOf({ 'a.txt': 'two' })]), { path: '/tmp' })
  expect(await containers.archiveInfo(container.id, { path: '/tmp/a.txt' })).toMatchObject({ name: 'a.txt', size: 3 })
  const exported = Buffer.concat(await (await containers.export(container.id)).toArray())
  expect(untar(exported)).toMatchObject({ 'tmp/a.txt': 'two', 'tmp/b.txt': 'größe' })
})

test('a path that does not exist is a NotFoundError, whatever is done with it', async () => {
  await using engine = await Engine.connect()
  const { containers } = engine
  await using container = await createContainer(engine)
  await expect(containers.archiveInfo(container.id, { path: '/nope' })).rejects.toThrow(NotFoundError)
  await expect(containers.getArchive(container.id, { path: '/nope' })).rejects.toThrow(NotFoundError)
  if (traits.isPodman) {
    // It is made.
    await containers.putArchive(container.id, tarOf({}), { path: '/nope' })
    expect((await containers.archiveInfo(container.id, { path: '/nope' })).name).toBe('nope')
    return
  }
  await expect(containers.putArchive(container.id, tarOf({}), { path: '/nope' })).rejects.toThrow(NotFoundError)
  const large = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(1 << 20)))
  await expect(containers.putArchive(container.id, large, { path: '/nope' })).rejects.toThrow(NotFoundError)
})
