import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import {
  ConflictError,
  Engine,
  EngineConnectionError,
  ImagePullError,
  InvalidArgumentError,
  NotFoundError,
  RunError,
} from '../../../src/api/index.ts'
import { engineTraits } from '../support/engine-traits.ts'
import { BUSYBOX, createContainer, owned, uniqueName } from '../support/resources.ts'

const { isPodman } = await engineTraits()

const stays = (engine: Engine, name: string) => engine.containers.exists(name)

test('a run gives the exit code and both outputs, and leaves no container', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const result = await engine.run(BUSYBOX, ['sh', '-c', 'echo out; echo größe >&2; exit 7'], { name })
  expect(result).toEqual({
    exitCode: 7,
    stdout: 'out\n',
    stderr: 'größe\n',
    output: expect.stringMatching(/^(out\ngröße\n|größe\nout\n)$/),
    oomKilled: false,
    truncated: false,
    containerId: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(await stays(engine, name)).toBe(false)
})

test('a run without a command is what the image does', async () => {
  await using engine = await Engine.connect()
  const { exitCode, stdout } = await engine.run('hello-world:latest')
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Hello from Docker!') })
})

test('a run is told its environment, folder, user, entry point, name, labels, mounts, network and limits', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  await using volume = owned(await engine.volumes.create({ Name: name }), () => engine.volumes.remove(name))
  const script = 'echo $A $B $C; pwd; id -u; hostname; ls -d /data /more /scratch; ls /sys/class/net; echo "$@"'
  const { stdout } = await engine.run(BUSYBOX, ['x', 'one two'], {
    name,
    entrypoint: ['sh', '-c', script],
    env: { A: '1', B: 'two words' },
    workdir: '/tmp',
    user: '5',
    hostname: 'here',
    labels: { [name]: 'yes' },
    volumes: [`${volume.Name}:/data:ro`, '/scratch'],
    network: 'none',
    memoryBytes: 64 * 2 ** 20,
    cpus: 0.5,
    config: { Env: ['C=3'], Volumes: { '/more': {} } },
    autoRemove: false,
  })
  await using _kept = owned({}, () => engine.containers.remove(name, { volumes: true }))
  expect(stdout).toBe('1 two words 3\n/tmp\n5\nhere\n/data\n/more\n/scratch\nlo\none two\n')
  expect(await engine.containers.inspect(name)).toMatchObject({
    Config: { Labels: { [name]: 'yes' } },
    HostConfig: { NetworkMode: 'none', Memory: 64 * 2 ** 20, NanoCpus: 500_000_000, AutoRemove: false },
    Mounts: expect.arrayContaining([expect.objectContaining({ Name: name, Destination: '/data', RW: false })]),
  })
})

test('a detached run publishes its ports', async () => {
  await using engine = await Engine.connect()
  const { containerId } = await engine.runDetached(BUSYBOX, ['sleep', '100'], { ports: ['127.0.0.1::80', '53/udp'] })
  await using _container = owned({}, () => engine.containers.remove(containerId, { force: true }))
  const { Ports } = (await engine.containers.inspect(containerId)).NetworkSettings
  expect(Ports['80/tcp']).toEqual([{ HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) }])
  expect(Ports['53/udp']?.[0]?.HostPort).toMatch(/^\d+$/)
})

test.each([
  ['a text', () => 'größe\n', 8],
  ['bytes', () => Buffer.alloc(1_000_000, 'x'), 1_000_000],
  ['a stream', () => Readable.from(['one ', 'two']), 7],
  ['nothing', () => '', 0],
])('the input is %s, and ends', async (_, stdin, bytes) => {
  await using engine = await Engine.connect()
  const { stdout, exitCode } = await engine.run(BUSYBOX, ['wc', '-c'], { stdin: stdin() })
  expect({ stdout, exitCode }).toEqual({ stdout: `${bytes}\n`, exitCode: 0 })
})

test('a command without input reads nothing', async () => {
  await using engine = await Engine.connect()
  expect(await engine.run(BUSYBOX, ['cat'])).toMatchObject({ stdout: '', exitCode: 0 })
})

test('a command that does not read its input ends all the same, and the input is destroyed', async () => {
  await using engine = await Engine.connect()
  const endless = new Readable({ read: () => void endless.push(Buffer.alloc(65_536, 'x\n')) })
  const run = engine.run(BUSYBOX, ['head', '-n', '1'], { stdin: endless })
  // Podman may reset a connection with input that nobody has read: whether all output came is not known then.
  if (isPodman) await run.catch((error) => expect(error).toBeInstanceOf(EngineConnectionError))
  else expect(await run).toMatchObject({ stdout: 'x\n', exitCode: 0 })
  expect(endless.destroyed).toBe(true)
})

test('an input that breaks ends the run with its own error', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const broken = new Readable({ read: () => void broken.destroy(new Error('the disk is gone')) })
  await expect(engine.run(BUSYBOX, ['cat'], { name, stdin: broken })).rejects.toThrow('the disk is gone')
  expect(await stays(engine, name)).toBe(false)
})

test('with a terminal all output is one stream', async () => {
  await using engine = await Engine.connect()
  const { stdout, stderr } = await engine.run(BUSYBOX, ['sh', '-c', 'test -t 1 && echo tty >&2'], { tty: true })
  expect({ stdout, stderr }).toEqual({ stdout: 'tty\r\n', stderr: '' })
})

test('a burst of output comes whole, however it is cut', async () => {
  await using engine = await Engine.connect()
  const { stdout, truncated } = await engine.run(BUSYBOX, ['sh', '-c', 'yes äöü€😀 | head -n 200000'])
  expect(stdout === 'äöü€😀\n'.repeat(200_000)).toBe(true)
  expect(truncated).toBe(false)
})

test('of more output than is to be kept, the end is kept', async () => {
  await using engine = await Engine.connect()
  let seen = 0
  const onOutput = ({ data }: { readonly data: Uint8Array }) => {
    seen += data.length
  }
  const run = await engine.run(BUSYBOX, ['seq', '1', '100000'], { maxOutputBytes: 100_000, onOutput })
  expect(seen).toBe(588_895)
  expect(run.truncated).toBe(true)
  expect(run.stdout.length).toBeGreaterThanOrEqual(100_000)
  expect(run.stdout.length).toBeLessThan(200_000)
  expect(run.stdout.endsWith('\n99999\n100000\n')).toBe(true)
})

test('a kept container can be asked afterwards', async () => {
  await using engine = await Engine.connect()
  const { containerId } = await engine.run(BUSYBOX, ['sh', '-c', 'exit 3'], { autoRemove: false })
  await using _kept = owned({}, () => engine.containers.remove(containerId))
  expect((await engine.containers.inspect(containerId)).State).toMatchObject({ Status: 'exited', ExitCode: 3 })
})

test.each([
  ['is not there', ['/no/such/program'], 127],
  ['cannot be run', ['/etc/passwd'], 126],
])('a program that %s is a RunError, and its container goes', async (_, command, exitCode) => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const error: unknown = await engine.run(BUSYBOX, command, { name }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(RunError)
  expect(error).toMatchObject({ image: BUSYBOX, exitCode, code: 'RUN_REFUSED' })
  expect(String(error)).toMatch(/could not be started: .*(not found|no such file|permission denied)/i)
  expect(await stays(engine, name)).toBe(false)
})

test('a port that is in use is a RunError, and its container goes', async () => {
  await using engine = await Engine.connect()
  await using other = await createContainer(engine, {
    ExposedPorts: { '80/tcp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1' }] } },
  })
  await engine.containers.start(other.id)
  const { Ports } = (await engine.containers.inspect(other.id)).NetworkSettings
  const ports = [`127.0.0.1:${Ports['80/tcp']?.[0]?.HostPort}:80`]
  const name = uniqueName()
  await expect(engine.run(BUSYBOX, ['true'], { name, ports })).rejects.toMatchObject({
    name: 'RunError',
    exitCode: 125,
  })
  await expect(engine.runDetached(BUSYBOX, ['true'], { name, ports })).rejects.toThrow(RunError)
  expect(await stays(engine, name)).toBe(false)
})

test('a command that takes all of its memory is said to have been killed for it', async () => {
  await using engine = await Engine.connect()
  const memory = 16 * 2 ** 20
  const config = { HostConfig: { MemorySwap: memory } }
  const eat = () => engine.run(BUSYBOX, ['tail', '/dev/zero'], { memoryBytes: memory, config })
  // Once in a while Docker removes a container before the kernel's notice has reached it.
  // Podman has no such events.
  const oomKilled = !isPodman
  await expect.poll(eat, { timeout: 30_000 }).toMatchObject({ exitCode: 137, oomKilled, stdout: '' })
  expect(await engine.run(BUSYBOX, ['sh', '-c', 'exit 137'])).toMatchObject({ exitCode: 137, oomKilled: false })
})

test('a name that is in use is a ConflictError, and its owner stays', async () => {
  await using engine = await Engine.connect()
  await using owner = await createContainer(engine)
  await expect(engine.run(BUSYBOX, ['true'], { name: owner.name })).rejects.toThrow(ConflictError)
  expect(await stays(engine, owner.name)).toBe(true)
})

test('an image that is nowhere is said to be, with and without a pull', async () => {
  await using engine = await Engine.connect()
  await expect(engine.run('slipway-nowhere:1')).rejects.toThrow(ImagePullError)
  await expect(engine.run('slipway-nowhere:1', [], { pull: 'never' })).rejects.toThrow(NotFoundError)
  await expect(engine.run(BUSYBOX, [], { ports: ['http'] })).rejects.toThrow(InvalidArgumentError)
})

test('what onOutput throws ends the run, and the container goes', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const onOutput = () => {
    throw new Error('seen enough')
  }
  await expect(engine.run(BUSYBOX, ['sh', '-c', 'echo; sleep 100'], { name, onOutput })).rejects.toThrow('seen enough')
  expect(await stays(engine, name)).toBe(false)
})

test.each([0, 20, 60, 120, 250, 500, 900])('an abort after %i ms leaves nothing', async (afterMs) => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const reason = { why: 'late' }
  const abort = new AbortController()
  setTimeout(() => abort.abort(reason), afterMs)
  const stdin = new PassThrough()
  const run = engine.run(BUSYBOX, ['cat'], { name, stdin, signal: abort.signal })
  await expect(run).rejects.toBe(reason)
  expect(stdin.destroyed).toBe(true)
  expect(await stays(engine, name)).toBe(false)
})

test('a container goes when the process that runs it is killed and its command ends', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const program = join(import.meta.dirname, '..', 'support', 'run-cat.ts')
  const victim = spawn(process.execPath, ['--import', 'tsx', program, name], { stdio: 'inherit' })
  await expect.poll(() => engine.containers.list({ filters: { name: [name] } }), { timeout: 20_000 }).toHaveLength(1)
  victim.kill('SIGKILL')
  await expect.poll(() => stays(engine, name), { timeout: 20_000 }).toBe(false)
})

test('a run that was aborted before does nothing', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const signal = AbortSignal.abort(new Error('no'))
  await expect(engine.run(BUSYBOX, ['true'], { name, signal })).rejects.toThrow('no')
  await expect(engine.runDetached(BUSYBOX, ['true'], { name, signal })).rejects.toThrow('no')
  expect(await stays(engine, name)).toBe(false)
})

test('a detached run goes on by itself, and goes when it ends if that was asked for', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const { containerId } = await engine.runDetached(BUSYBOX, ['cat'], {
    name,
    autoRemove: true,
    config: { OpenStdin: true },
  })
  await using _container = owned({}, () => engine.containers.remove(containerId, { force: true }))
  expect((await engine.containers.inspect(name)).State).toMatchObject({ Running: true })
  const { exit } = await engine.containers.openWait(containerId, { condition: 'removed' })
  await engine.containers.kill(containerId)
  await exit
  expect(await stays(engine, name)).toBe(false)
})
