import { execFile } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { sessionLabel } from '../../src/cleanup/labels.ts'
import {
  type ContainerEvent,
  containerChannel,
  GenericContainer,
  type InspectResult,
  type StartedTestContainer,
  Wait,
} from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { removeContainer, uniqueName } from '../api/support/resources.ts'
import { BUSYBOX, idle, inside } from './idle.ts'

/** A builder whose container goes with the test, under a label of its own. */
const reusable = (label = uniqueName()): GenericContainer => idle().withLabels({ 'slipway-reuse-test': gone(label) })

const gone = (label: string): string => {
  onTestFinished(async () => {
    const engine = await defaultEngine()
    const filters = { label: [`slipway-reuse-test=${label}`] }
    for (const { Id } of await engine.containers.list({ all: true, filters })) await removeContainer(engine, Id)
  })
  return label
}

const isThere = async (container: StartedTestContainer) => (await defaultEngine()).containers.exists(container.getId())

const sharesOf = async (container: StartedTestContainer) => {
  const filters = { label: [`slipway.share=${container.getId()}`] }
  return (await (await defaultEngine()).volumes.list({ filters })).Volumes.length
}

test('two starts of the same specification give the same container, which is ready both times', async () => {
  const label = uniqueName()
  const build = () => reusable(label).withReuse()
  const first = await build().start()
  await inside(first, 'echo kept > /kept')
  const second = await build().start()
  expect(second.getId()).toBe(first.getId())
  expect(await inside(second, 'cat /kept')).toBe('kept')
  expect(second.getLabels()).toMatchObject({ [sessionLabel]: '', 'org.testcontainers.session-id': '' })
  expect(second.getLabels()['org.testcontainers.container-hash']).toMatch(/^[\da-f]{64}$/)
})

test('stop leaves the container to those who still use it, and the last one removes it', async () => {
  const label = uniqueName()
  const first = await reusable(label).withReuse().start()
  const second = await reusable(label).withReuse().start()
  expect(await sharesOf(first)).toBe(2)
  await first.stop()
  expect(await isThere(second)).toBe(true)
  await second.stop()
  expect(await isThere(second)).toBe(false)
  expect(await sharesOf(second)).toBe(0)
  await second.stop()
})

test('another specification gives another container', async () => {
  const label = uniqueName()
  const plain = await reusable(label).withReuse().start()
  const others = [
    reusable(label).withEnvironment({ A: '1' }),
    reusable(label).withResourcesQuota({ memory: 0.0625 }),
    reusable(label).withCopyContentToContainer([{ content: 'a', target: '/a' }]),
    reusable(label).withCopyContentToContainer([{ content: 'b', target: '/a' }]),
    reusable(label).withEngineOptions({ HostConfig: { Init: true } }),
  ]
  const ids = new Set([plain.getId()])
  for (const other of others) ids.add((await other.withReuse().start()).getId())
  expect(ids.size).toBe(6)
})

test('hooks know whether the container was there before', async () => {
  const label = uniqueName()
  const seen: unknown[] = []
  class Custom extends GenericContainer {
    protected override async containerCreated() {
      seen.push('created')
    }
    protected override async containerStarting(_: InspectResult, reused: boolean) {
      seen.push(`starting ${reused}`)
    }
    protected override async containerStarted(_: StartedTestContainer, __: InspectResult, reused: boolean) {
      seen.push(`started ${reused}`)
    }
  }
  const build = () =>
    new Custom(BUSYBOX)
      .withCommand(['sleep', 'infinity'])
      .withLabels({ 'slipway-reuse-test': gone(label) })
      .withReuse()
  await build().start()
  await build().start()
  expect(seen).toEqual(['created', 'starting false', 'started false', 'starting true', 'started true'])
})

test('a wait for a line and a log consumer see what was printed before', async () => {
  const label = uniqueName()
  const build = () =>
    reusable(label)
      .withCommand(['sh', '-c', 'echo up; exec sleep infinity'])
      .withWaitStrategy(Wait.forLogMessage('up'))
      .withReuse()
  await build().start()
  const seen: Promise<string>[] = []
  const second = await build()
    .withLogConsumer((stream) => seen.push(text(stream)))
    .start()
  await second.kill()
  expect(await Promise.all(seen)).toEqual(['up\n'])
})

test('one that was stopped and kept is started again, one that was paused goes on', async () => {
  const label = uniqueName()
  const first = await reusable(label).withReuse().start()
  await first.stop({ remove: false })
  const second = await reusable(label).withReuse().start()
  expect(second.getId()).toBe(first.getId())
  await second.pause()
  const third = await reusable(label).withReuse().start()
  expect(third.getId()).toBe(first.getId())
  expect(await inside(third, 'echo runs')).toBe('runs')
})

test('under a key, one that nobody uses is replaced when the specification has changed, and the change is told', async () => {
  const key = uniqueName()
  const first = await reusable(key).withReuse(key).start()
  await first.stop({ remove: false })
  const told: ContainerEvent[] = []
  const listen = (event: unknown) => told.push(event as ContainerEvent)
  containerChannel.subscribe(listen)
  const second = await reusable(key)
    .withEnvironment({ A: '1' })
    .withSharedMemorySize(1 << 20)
    .withReuse(key)
    .start()
  containerChannel.unsubscribe(listen)
  expect(told.find(({ step }) => step === 'replaced')).toMatchObject({
    containerId: first.getId(),
    differences: ['Env.A: none → a value', 'HostConfig.ShmSize: none → 1048576'],
  })
  expect(await isThere(first)).toBe(false)
  expect(await inside(second, 'echo $A')).toBe('1')
})

test('under a key, one that somebody uses is left alone, and the change is said', async () => {
  const key = uniqueName()
  const first = await reusable(key).withReuse(key).start()
  const id = first.getId().slice(0, 12)
  const start = reusable(key).withCommand(['sleep', '1000']).withReuse(key).start()
  await expect(start).rejects.toMatchObject({
    code: 'REUSE_CHANGED',
    message: [
      `Container \`slipway-reuse-${key}\` (${id}) is in use, and is not as this one is to be. Choose another key or name. Changed:`,
      '  Cmd: ["sleep","infinity"] → ["sleep","1000"]',
    ].join('\n'),
  })
  expect(await isThere(first)).toBe(true)
})

test('a container of that name that was not made for reuse is left alone', async () => {
  const name = uniqueName()
  await using other = await idle().withName(name).start()
  await expect(reusable().withName(name).withReuse().start()).rejects.toThrow(
    `Container \`${name}\` (${other.getId().slice(0, 12)}) was not made for reuse. Remove it, or choose another name.`,
  )
})

test('what a process left half made is made anew', async () => {
  const label = uniqueName()
  const engine = await defaultEngine()
  const first = await reusable(label).withReuse().start()
  const { Name, Config } = await engine.containers.inspect(first.getId())
  await first.stop()
  const Labels = { ...Config.Labels, 'slipway.pid': '2147483646' }
  const { Id } = await engine.containers.create({ Image: BUSYBOX, Labels }, { name: Name.slice(1) })
  const second = await reusable(label).withReuse().start()
  await expect(engine.containers.inspect(Id)).rejects.toThrow(NotFoundError)
  expect(await inside(second, 'echo runs')).toBe('runs')
})

test('what another process makes and does not start is left alone', async () => {
  const label = uniqueName()
  const engine = await defaultEngine()
  const first = await reusable(label).withReuse().start()
  const { Name, Config } = await engine.containers.inspect(first.getId())
  await first.stop()
  const Labels = { ...Config.Labels, 'slipway.host': 'other.example', 'slipway.pid': '7' }
  const { Id } = await engine.containers.create({ Image: BUSYBOX, Labels }, { name: Name.slice(1) })
  await expect(reusable(label).withReuse().withStartupTimeout(300).start()).rejects.toMatchObject({
    code: 'REUSE_NOT_STARTED',
    message:
      `Container \`${Name.slice(1)}\` (${Id.slice(0, 12)}) was made for reuse by process 7 on \`other.example\`, ` +
      'which has not started it within 300 ms. Remove it if that process is gone.',
  })
  expect(await engine.containers.exists(Id)).toBe(true)
})

test('a share of a process that is gone does not count', async () => {
  const container = await reusable().withReuse().start()
  const engine = await defaultEngine()
  const own = (await engine.volumes.list({ filters: { label: [`slipway.share=${container.getId()}`] } })).Volumes[0]
  const Labels = { ...own?.Labels, 'slipway.pid': '2147483646' }
  await engine.volumes.create({ Name: uniqueName(), Labels })
  await container.stop()
  expect(await isThere(container)).toBe(false)
})

test('a start that fails leaves neither the container nor a share', async () => {
  const label = uniqueName()
  const start = reusable(label)
    .withCommand(['sh', '-c', 'exit 3'])
    .withWaitStrategy(Wait.forLogMessage('never'))
    .withReuse()
    .start()
  await expect(start).rejects.toMatchObject({ code: 'STARTUP_EXITED', exitCode: 3 })
  const filters = { label: [`slipway-reuse-test=${label}`] }
  expect(await (await defaultEngine()).containers.list({ all: true, filters })).toEqual([])
})

test('reuse is turned off by a variable, and keys are checked', async () => {
  vi.stubEnv('TESTCONTAINERS_REUSE_ENABLE', 'false')
  const label = uniqueName()
  await using first = await reusable(label).withReuse().start()
  await using second = await reusable(label).withReuse().start()
  vi.unstubAllEnvs()
  expect(second.getId()).not.toBe(first.getId())
  expect(() => idle().withReuse('a b')).toThrow('withReuse() takes letters, digits, `_`, `.` and `-`, got `"a b"`')
})

test('processes that start it at the same time share one, and it outlives them', { timeout: 120_000 }, async () => {
  const key = uniqueName()
  const engine = await defaultEngine()
  onTestFinished(() => removeContainer(engine, `slipway-reuse-${key}`))
  const program = new URL('reusing.ts', import.meta.url).pathname
  const script = 'sleep 0.5; exec httpd -f -p 80 -h /'
  const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', program, key, script])
  const said = await Promise.all([run(), run(), run()])
  const answers = new Set(said.map(({ stdout }) => stdout.trim()))
  const { Id, State } = await engine.containers.inspect(`slipway-reuse-${key}`)
  expect([...answers]).toEqual([`${Id} copied`])
  expect(State.Running).toBe(true)
  expect((await run()).stdout.trim()).toBe(`${Id} copied`)
})

test('who joins while the last owner stops it waits for the end, and gets one that works', async () => {
  const label = uniqueName()
  const script = 'trap "echo ending; sleep 1; exit" TERM; sleep infinity & wait'
  const build = () => reusable(label).withCommand(['sh', '-c', script]).withReuse()
  const first = await build().start()
  const stopping = first.stop({ timeout: 5000 })
  await first.follow().next()
  const [second] = await Promise.all([build().start(), stopping])
  expect(await inside(second, 'echo runs')).toBe('runs')
  expect(second.getId()).not.toBe(first.getId())
})

test('who waits for an end that does not come is told so', async () => {
  const label = uniqueName()
  const build = () =>
    reusable(label).withCommand(['sh', '-c', 'trap "echo ending" TERM; while :; do sleep 0.1; done']).withReuse()
  const first = await build().start()
  const stopping = first.stop({ timeout: 3000 })
  await first.follow().next()
  await expect(build().withStartupTimeout(300).start()).rejects.toMatchObject({
    code: 'REUSE_NOT_STARTED',
    message:
      `Container \`${first.getName()}\` (${first.getId().slice(0, 12)}) is being stopped by the last process that used it, which has not ` +
      'come to its end within 300 ms. Start it again later.',
  })
  await stopping
  expect(await sharesOf(first)).toBe(0)
})

const slow = (label: string) =>
  reusable(label).withCommand(['sh', '-c', 'sleep 2; echo up; exec sleep infinity']).withReuse()

const eventsOfStarts = () => {
  const told = new EventEmitter()
  const listen = (event: unknown) => told.emit((event as ContainerEvent).step, event)
  containerChannel.subscribe(listen)
  onTestFinished(() => containerChannel.unsubscribe(listen))
  return told
}

test('one whose maker gives up is left to who waits for it', async () => {
  const label = uniqueName()
  const told = eventsOfStarts()
  const controller = new AbortController()
  const isMade = once(told, 'created')
  const first = slow(label).withWaitStrategy(Wait.forLogMessage('never')).start({ signal: controller.signal })
  const [{ containerId }] = await isMade
  told.once('reused', () => controller.abort(new Error('no patience')))
  const second = slow(label).withWaitStrategy(Wait.forLogMessage('up')).start()
  await expect(first).rejects.toThrow('no patience')
  expect((await second).getId()).toBe(containerId)
  expect(await sharesOf(await second)).toBe(1)
  expect(await inside(await second, 'echo runs')).toBe('runs')
})

test('who waits for one that has failed makes another one', async () => {
  const label = uniqueName()
  const told = eventsOfStarts()
  const isMade = once(told, 'created')
  const first = slow(label).withWaitStrategy(Wait.forLogMessage('never')).withStartupTimeout(800).start()
  const failure = expect(first).rejects.toMatchObject({ code: 'STARTUP_TIMEOUT' })
  const [{ containerId }] = await isMade
  const second = await slow(label).withWaitStrategy(Wait.forLogMessage('up')).start()
  await failure
  expect(second.getId()).not.toBe(containerId)
  expect(await inside(second, 'echo runs')).toBe('runs')
})

test('under a key, one that is being made is left alone', async () => {
  const key = gone(uniqueName())
  const engine = await defaultEngine()
  const first = await reusable(key).withReuse(key).start()
  const { Name, Config } = await engine.containers.inspect(first.getId())
  await first.stop()
  const { Id } = await engine.containers.create({ Image: BUSYBOX, Labels: Config.Labels }, { name: Name.slice(1) })
  const other = reusable(key).withCommand(['sleep', '1000']).withReuse(key).start()
  await expect(other).rejects.toMatchObject({ code: 'REUSE_CHANGED' })
  expect(await engine.containers.exists(Id)).toBe(true)
})

test('processes that start and stop it all the time always get one that works, and the last one removes it', {
  timeout: 300_000,
}, async () => {
  const key = gone(uniqueName())
  const program = new URL('sharing.ts', import.meta.url).pathname
  const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', program, key, '10'])
  const said = await Promise.all([run(), run()])
  expect(said.map(({ stdout }) => stdout)).toEqual(['done', 'done'])
  expect(await (await defaultEngine()).containers.exists(`slipway-reuse-${key}`)).toBe(false)
})
