import { expect, test } from 'vitest'
import { ConflictError, Engine, type ExecCreateRequest, NotFoundError } from '../../src/api/index.ts'
import { engineTraits } from './support/engine-traits.ts'
import { createContainer, startContainer } from './support/resources.ts'

const traits = await engineTraits()

const attached = { AttachStdout: true, AttachStderr: true } as const

const run = async (engine: Engine, containerId: string, request: ExecCreateRequest) => {
  const { Id } = await engine.exec.create(containerId, { ...attached, ...request })
  const { output } = await engine.exec.start(Id)
  const { stdout, stderr } = await output.text()
  return { stdout, stderr, exitCode: (await engine.exec.inspect(Id)).ExitCode }
}

test('a command tells its output by stream and its exit code', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const Cmd = ['sh', '-c', 'echo out; echo err >&2; exit 7']
  await expect(run(engine, container.id, { Cmd })).resolves.toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 7 })
})

test('environment, folder and user of a command are its own', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Env: ['A=1'] })
  const Cmd = ['sh', '-c', 'echo $A $B; pwd; id -u']
  const request = { Cmd, Env: ['B=2'], WorkingDir: '/tmp', User: '5' }
  await expect(run(engine, container.id, request)).resolves.toMatchObject({ stdout: '1 2\n/tmp\n5\n' })
})

test('a command reads what is written until its input ends', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { Id } = await engine.exec.create(container.id, { ...attached, AttachStdin: true, Cmd: ['wc', '-c'] })
  const { stdin, output } = await engine.exec.start(Id, { tty: false, stdin: true })
  stdin.write(Buffer.alloc(1_000_000, 'x'))
  stdin.end('end')
  await expect(output.text()).resolves.toMatchObject({ stdout: '1000003\n' })
})

test('a command that could read sees end-of-file when there is nothing to write', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  await expect(run(engine, container.id, { Cmd: ['cat'], AttachStdin: true })).resolves.toMatchObject({
    stdout: '',
    exitCode: 0,
  })
})

test('a terminal makes one stream and has a size', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { Id } = await engine.exec.create(container.id, {
    ...attached,
    AttachStdin: true,
    Tty: true,
    Cmd: ['sh', '-c', 'read line; stty size; echo err >&2'],
  })
  await using command = await engine.exec.start(Id, { stdin: true })
  await engine.exec.resize(Id, { height: 33, width: 77 })
  command.stdin.write('go\n')
  await expect(command.output.text()).resolves.toMatchObject({ stdout: 'go\r\n33 77\r\nerr\r\n', stderr: '' })
})

test('megabytes of output are the same bytes', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { stdout } = await run(engine, container.id, { Cmd: ['seq', '1', '100000'] })
  expect(stdout).toBe(Array.from({ length: 100_000 }, (_, i) => `${i + 1}\n`).join(''))
})

test('a detached command runs without anybody watching', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { Id } = await engine.exec.create(container.id, { Cmd: ['sh', '-c', 'sleep 0.3; exit 5'] })
  expect(await engine.exec.inspect(Id)).toMatchObject({
    ID: Id,
    ContainerID: container.id,
    Running: false,
    ExitCode: traits.pick({ docker: null, podman: 0 }),
    Pid: 0,
  })
  await engine.exec.startDetached(Id)
  expect(await engine.exec.inspect(Id)).toMatchObject({
    Running: true,
    ProcessConfig: { entrypoint: 'sh', tty: false },
  })
  if (traits.isPodman && traits.major === 4) {
    // Podman 4 does not look whether a command goes on that nobody watches.
    await expect.poll(async () => (await engine.containers.top(container.id)).Processes).toHaveLength(1)
    expect(await engine.exec.inspect(Id)).toMatchObject({ Running: true })
  } else await expect.poll(() => engine.exec.inspect(Id)).toMatchObject({ Running: false, ExitCode: 5 })
})

test('a program that does not exist has an exit code of its own', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { exitCode } = await run(engine, container.id, { Cmd: ['/no/such/program'] })
  expect([126, 127]).toContain(exitCode)
})

test('a command that runs ends with its container', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { Id } = await engine.exec.create(container.id, { ...attached, Cmd: ['sh', '-c', 'echo ready; sleep 1000'] })
  const { output } = await engine.exec.start(Id)
  const seen: string[] = []
  for await (const { text } of output.lines()) {
    seen.push(text)
    await engine.containers.kill(container.id)
  }
  expect(seen).toEqual(['ready'])
  expect(await engine.exec.inspect(Id)).toMatchObject({ Running: false, ExitCode: 137 })
})

test('only a running container and a known id can be used', async () => {
  await using engine = await Engine.connect()
  await using stopped = await createContainer(engine)
  await expect(engine.exec.create(stopped.id, { Cmd: ['true'] })).rejects.toThrow(ConflictError)
  await expect(engine.exec.create('slipway-nowhere', { Cmd: ['true'] })).rejects.toThrow(NotFoundError)
  await expect(engine.exec.start('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(engine.exec.start('slipway-nowhere', { tty: false })).rejects.toThrow(NotFoundError)
  await expect(engine.exec.startDetached('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(engine.exec.inspect('slipway-nowhere')).rejects.toThrow(NotFoundError)
})

test('a command runs once: started again, it is refused, by Docker as its output', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const { Id } = await engine.exec.create(container.id, { ...attached, Cmd: ['echo', 'ran'] })
  await expect((await engine.exec.start(Id)).output.text()).resolves.toMatchObject({ stdout: 'ran\n' })
  const again = engine.exec.start(Id)
  if (traits.isPodman) await expect(again).rejects.toThrow('can only start created exec sessions')
  else
    await expect((await again).output.text()).resolves.toMatchObject({ stdout: expect.stringContaining('already run') })
  await expect(engine.exec.startDetached(Id)).rejects.toThrow(ConflictError)
})
