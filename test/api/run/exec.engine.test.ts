import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { ConflictError, Engine, InvalidArgumentError, NotFoundError } from '../../../src/api/index.ts'
import { engineTraits } from '../support/engine-traits.ts'
import { BUSYBOX, createContainer, startContainer } from '../support/resources.ts'

const { isPodman } = await engineTraits()

test('a command gives its exit code and both outputs', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  await expect(engine.exec.run(container.id, ['sh', '-c', 'echo out; echo größe >&2; exit 7'])).resolves.toEqual({
    exitCode: 7,
    stdout: 'out\n',
    stderr: 'größe\n',
    output: expect.stringMatching(/^(out\ngröße\n|größe\nout\n)$/),
    truncated: false,
  })
})

test('a command is told its environment, folder and user', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Env: ['A=1'] })
  const command = ['sh', '-c', 'echo $A "$B"; pwd; id -u']
  const options = { env: { B: 'two words' }, workdir: '/tmp', user: '5' }
  expect(await engine.exec.run(container.id, command, options)).toMatchObject({ stdout: '1 two words\n/tmp\n5\n' })
})

test('a variable whose name holds `=` is refused: it would be another one inside', async () => {
  await using engine = await Engine.connect()
  await expect(engine.exec.run('x', ['true'], { env: { 'A=B': 'secret' } })).rejects.toThrow(
    'Environment variable "A=B" is not usable',
  )
  await expect(engine.run(BUSYBOX, ['true'], { env: { 'A=B': 'secret' } })).rejects.toThrow(InvalidArgumentError)
})

test('a privileged command has all capabilities that the machine has to give', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const command = ['grep', 'CapEff', '/proc/self/status']
  const ordinary = await engine.exec.run(container.id, command)
  const privileged = await engine.exec.run(container.id, command, { privileged: true })
  // Where this machine lacks one of them itself, the engine says so.
  expect(privileged.output).toMatch(/^CapEff:\t0*[0-9a-f]*f{6,}\n$|unable to apply caps/)
  expect(ordinary.output).toMatch(/^CapEff:\t/)
  expect(privileged.output).not.toBe(ordinary.output)
})

test.each([
  ['text', () => 'hello'],
  ['bytes', () => Buffer.from('hello')],
  ['a stream', () => Readable.from(['hel', 'lo'])],
])('a command reads %s', async (_, stdin) => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  expect(await engine.exec.run(container.id, ['cat'], { stdin: stdin() })).toMatchObject({ stdout: 'hello' })
})

test('a command need not read its input, and a stream is destroyed then', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const stdin = new PassThrough()
  stdin.write('never read')
  expect(await engine.exec.run(container.id, ['true'], { stdin })).toMatchObject({ exitCode: 0 })
  expect(stdin.destroyed).toBe(true)
})

test('an input that breaks is an error', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const stdin = new Readable({
    read() {
      this.destroy(new Error('broken on purpose'))
    },
  })
  await expect(engine.exec.run(container.id, ['cat'], { stdin })).rejects.toThrow('broken on purpose')
})

test('a command without input sees the end of it at once', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  expect(await engine.exec.run(container.id, ['wc', '-c'])).toMatchObject({ stdout: '0\n' })
})

test('a terminal makes one stream, and other streams can take its place', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const script = 'test -t 0 && read word; echo "said $word" >&2'
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  const running = engine.exec.run(container.id, ['sh', '-c', script], { tty: true, join: { stdin, stdout } })
  stdin.write('yes\r')
  expect(await running).toMatchObject({ exitCode: 0, stdout: '' })
  stdout.end()
  expect((await stdout.toArray()).join('')).toContain('said yes')
})

test('output is told as it comes, and of much the end is kept', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  let bytes = 0
  const { stdout, truncated } = await engine.exec.run(container.id, ['seq', '1', '200000'], {
    maxOutputBytes: 100_000,
    onOutput: ({ data }) => {
      bytes += data.length
    },
  })
  expect(bytes).toBe(1_288_895)
  expect(truncated).toBe(true)
  expect(stdout.endsWith('199999\n200000\n')).toBe(true)
  expect(stdout.length).toBeLessThan(200_000)
})

test('a command that closes its output is waited for', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const script = 'exec >&- 2>&-; sleep 0.5; exit 5'
  expect(await engine.exec.run(container.id, ['sh', '-c', script])).toMatchObject({ exitCode: 5, output: '' })
})

test('a command that is not there is a result or an error, never a success', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const outcome = await engine.exec.run(container.id, ['no-such-program']).catch((error: unknown) => error)
  if (isPodman && outcome instanceof Error) expect(outcome.message).toContain('no-such-program')
  else expect(outcome).toMatchObject({ exitCode: expect.toSatisfy((code) => code === 126 || code === 127) })
})

test('a command ends with its container', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  let begun = () => {}
  const beginning = new Promise<void>((resolve) => {
    begun = resolve
  })
  const running = engine.exec.run(container.id, ['sh', '-c', 'echo begun; sleep 600'], { onOutput: () => begun() })
  await beginning
  await engine.containers.kill(container.id)
  const outcome = await running.catch((error: unknown) => error)
  expect(outcome instanceof Error || (outcome as { exitCode: number }).exitCode !== 0).toBe(true)
})

test('an abort lets go of the command, with its reason', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const abort = new AbortController()
  const running = engine.exec.run(container.id, ['sh', '-c', 'echo begun; sleep 600'], {
    onOutput: () => abort.abort(new Error('enough')),
    signal: abort.signal,
  })
  await expect(running).rejects.toThrow('enough')
  expect(await engine.containers.inspect(container.id)).toMatchObject({ State: { Running: true } })
})

test('a container that does not run, or is not there, is an error', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine)
  await expect(engine.exec.run(container.id, ['true'])).rejects.toThrow(isPodman ? Error : ConflictError)
  await expect(engine.exec.run('no-such-container', ['true'])).rejects.toThrow(NotFoundError)
})
