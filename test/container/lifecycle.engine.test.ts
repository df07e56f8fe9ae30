import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { sessionLabel } from '../../src/cleanup/labels.ts'
import { AbstractStartedContainer, GenericContainer, type StartedTestContainer, Wait } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { leftBehind } from '../cleanup/left-behind.ts'
import { BUSYBOX, idle, inside } from './idle.ts'

test('disposing removes the container with its anonymous volumes', async () => {
  const engine = await defaultEngine()
  let id: string
  {
    await using container = await idle().start()
    id = container.getId()
    expect((await engine.containers.inspect(id)).State.Running).toBe(true)
  }
  await expect(engine.containers.inspect(id)).rejects.toThrow(NotFoundError)
})

test('stopping twice, and at the same time, is fine', async () => {
  const container = await idle().start()
  await Promise.all([container.stop(), container.stop(), container.stop({ timeout: 1000 })])
  await container.stop()
})

test('stop gives the container time to end by itself when asked to', async () => {
  const container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'trap "echo bye; exit 0" TERM; while :; do sleep 0.05; done'])
    .start()
  try {
    await container.stop({ timeout: 5000, remove: false })
    expect((await (await defaultEngine()).containers.inspect(container.getId())).State.ExitCode).toBe(0)
  } finally {
    await container.stop()
  }
})

test('one builder started twice gives two containers that share nothing', async () => {
  const builder = new GenericContainer(BUSYBOX)
    .withCommand(['httpd', '-f', '-p', '80', '-h', '/tmp'])
    .withExposedPorts(80)
  await using first = await builder.start()
  await using second = await builder.start()
  expect(first.getId()).not.toBe(second.getId())
  expect(first.getMappedPort(80)).not.toBe(second.getMappedPort(80))
  await inside(first, 'echo one > /tmp/x')
  expect(await inside(second, 'ls /tmp')).toBe('')
})

test('a change of the builder after the start does not reach what was started', async () => {
  const builder = idle().withEnvironment({ A: '1' })
  const starting = builder.start()
  builder.withEnvironment({ A: '2' })
  await using container = await starting
  expect(await inside(container, 'echo $A')).toBe('1')
})

test('exec tells output, both streams and the exit code, and takes user, folder and environment', async () => {
  await using container = await idle().start()
  expect(await container.exec(['sh', '-c', 'echo out; sleep 0.1; echo err >&2; exit 3'])).toEqual({
    output: 'out\nerr\n',
    stdout: 'out\n',
    stderr: 'err\n',
    exitCode: 3,
  })
  expect(await container.exec('echo a b')).toMatchObject({ stdout: 'a b\n', exitCode: 0 })
  const options = { user: '65534', workingDir: '/tmp', env: { A: 'x y' } }
  expect((await container.exec(['sh', '-c', 'id -u; pwd; echo $A'], options)).stdout).toBe('65534\n/tmp\nx y\n')
  expect((await container.exec(['no-such-program'])).exitCode).toBeGreaterThanOrEqual(126)
})

test('exec returns all of a large output', async () => {
  await using container = await idle().start()
  const { stdout } = await container.exec(['sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x'])
  expect(stdout.length).toBe(3_000_000)
})

test('logs hold everything from the first line and end when the container does', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three'])
    .start()
  expect(await text(await container.logs())).toBe('one\ntwo\nthree\n')
  expect(await text(await container.logs({ tail: 1 }))).toBe('three\n')
})

test('a log consumer receives the first line, and a new stream after a restart', async () => {
  const seen: Promise<string>[] = []
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'echo begin; exec sleep infinity'])
    .withLogConsumer((stream) => seen.push(text(stream)))
    .withWaitStrategy(Wait.forLogMessage('begin'))
    .start()
  await container.restart()
  await container.stop()
  expect(await Promise.all(seen)).toEqual(['begin\n', 'begin\n'])
})

test('restart waits again, for the lines of the new run only, and reads the ports anew', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sh', '-c', 'sleep 0.3; echo up; exec httpd -f -p 80'])
    .withExposedPorts(80)
    .withWaitStrategy(Wait.forAll([Wait.forLogMessage('up'), Wait.forListeningPorts()]))
    .start()
  await container.restart()
  expect((await fetch(`http://${container.getHost()}:${container.getMappedPort(80)}/none`)).status).toBe(404)
})

test('commit makes an image of the container as it is', async () => {
  await using container = await idle().start()
  await inside(container, 'echo kept > /kept')
  const image = await container.commit({
    repo: 'localhost/slipway-commit',
    tag: String(process.pid),
    changes: ['ENV WAS=committed'],
  })
  try {
    await using copy = await new GenericContainer(image).withCommand(['sleep', 'infinity']).start()
    expect(await inside(copy, 'cat /kept; echo $WAS')).toBe('kept\ncommitted')
  } finally {
    await (await defaultEngine()).images.remove(image, { force: true })
  }
})

test('a custom container is told of each step, in order', async () => {
  const steps: string[] = []
  class Started extends AbstractStartedContainer {
    protected override async containerStopping() {
      steps.push('stopping')
    }
    protected override async containerStopped() {
      steps.push('stopped')
    }
  }
  class Custom extends GenericContainer {
    protected override async beforeContainerCreated() {
      steps.push('before')
    }
    protected override async containerCreated(id: string) {
      steps.push(`created ${(await (await defaultEngine()).containers.inspect(id)).State.Status}`)
    }
    protected override async containerStarting() {
      steps.push('starting')
    }
    protected override async containerStarted(container: StartedTestContainer) {
      steps.push(`started ${(await container.exec(['true'])).exitCode}`)
    }
    override async start() {
      return new Started(await super.start())
    }
  }
  const container = await new Custom(BUSYBOX).withCommand(['sleep', 'infinity']).start()
  await container.stop()
  expect(steps).toEqual(['before', 'created created', 'starting', 'started 0', 'stopping', 'stopped'])
})

test('a start that is aborted rejects with the reason and leaves nothing', async () => {
  const controller = new AbortController()
  const label = `slipway-abort=${process.pid}`
  const starting = idle()
    .withLabels({ 'slipway-abort': String(process.pid) })
    .withWaitStrategy(Wait.forLogMessage('never'))
    .start({ signal: controller.signal })
  const engine = await defaultEngine()
  const started = engine.system.events({ filters: { event: ['start'], label: [label] }, since: Date.now() / 1000 - 5 })
  await started.next()
  controller.abort(new Error('enough'))
  await expect(starting).rejects.toThrow('enough')
  expect(await leftBehind(engine, label)).toEqual([])
})

test('a start with a signal that is aborted already creates nothing', async () => {
  await expect(idle().start({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
})

test('a hook that throws ends the start and leaves nothing', async () => {
  class Custom extends GenericContainer {
    protected override async containerStarting() {
      throw new Error('not like this')
    }
  }
  const label = { 'slipway-hook': String(process.pid) }
  await expect(new Custom(BUSYBOX).withLabels(label).withCommand(['sleep', 'infinity']).start()).rejects.toThrow(
    'not like this',
  )
  expect(await leftBehind(await defaultEngine(), `slipway-hook=${process.pid}`)).toEqual([])
})

test('a host port that is taken is named, and nothing is left', async () => {
  const server = createServer().listen(0, '0.0.0.0')
  await once(server, 'listening')
  const address = server.address()
  const host = typeof address === 'object' && address ? address.port : 0
  const label = { 'slipway-taken': String(process.pid) }
  try {
    const start = idle().withLabels(label).withExposedPorts({ container: 80, host }).start()
    await expect(start).rejects.toMatchObject({ code: 'STARTUP_REFUSED', message: expect.stringContaining(`:${host}`) })
    expect(await leftBehind(await defaultEngine(), `slipway-taken=${process.pid}`)).toEqual([])
  } finally {
    server.close()
  }
})

test('a name that is in use is named, and the container that has it stays', async () => {
  const name = `slipway-twice-${process.pid}`
  await using container = await idle().withName(name).start()
  await expect(idle().withName(name).start()).rejects.toMatchObject({
    code: 'ENGINE_CONFLICT',
    message: expect.stringContaining(name),
  })
  expect((await container.exec(['true'])).exitCode).toBe(0)
})

test('containers carry the session’s label unless clean-up is turned off', async () => {
  await using watched = await idle().start()
  await using free = await idle().withAutoCleanup(false).start()
  expect(watched.getLabels()).toHaveProperty([sessionLabel])
  expect(free.getLabels()[sessionLabel]).toBe('')
})

test('ten containers start in parallel', async () => {
  const containers = await Promise.all(Array.from({ length: 10 }, () => idle().start()))
  expect(new Set(containers.map((container) => container.getId())).size).toBe(10)
  await Promise.all(containers.map((container) => container.stop()))
})

test('a container whose containerStarted throws is not left running', async () => {
  class Custom extends GenericContainer {
    protected override async containerStarted() {
      throw new Error('not ready after all')
    }
  }
  const label = { 'slipway-started': String(process.pid) }
  const start = new Custom(BUSYBOX).withLabels(label).withCommand(['sleep', 'infinity']).start()
  await expect(start).rejects.toThrow('not ready after all')
  expect(await leftBehind(await defaultEngine(), `slipway-started=${process.pid}`)).toEqual([])
})

test('withAutoRemove(false) makes stop keep the container', async () => {
  const container = await idle().withAutoRemove(false).start()
  const engine = await defaultEngine()
  await container.stop()
  expect((await engine.containers.inspect(container.getId())).State.Running).toBe(false)
  await container.stop({ remove: true })
  await expect(engine.containers.inspect(container.getId())).rejects.toThrow(NotFoundError)
})

test('a container that is to stay does not inherit the mark of an image built for the session', async () => {
  await using built = await idle().start()
  const image = await built.commit({ repo: 'localhost/slipway-marked', tag: String(process.pid) })
  const engine = await defaultEngine()
  try {
    await using kept = await new GenericContainer(image)
      .withCommand(['sleep', 'infinity'])
      .withAutoCleanup(false)
      .start()
    expect(kept.getLabels()[sessionLabel]).toBe('')
  } finally {
    await engine.images.remove(image, { force: true })
  }
})
