import { expect, expectTypeOf, test } from 'vitest'
import {
  AbstractStartedContainer,
  GenericContainer,
  type StartedTestContainer,
  startAll,
  Wait,
} from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { leftBehind } from '../cleanup/left-behind.ts'
import { BUSYBOX, idle, inside } from './idle.ts'

/** A builder that notes when its container is ready. */
const noting = (name: string, ready: string[], label = {}) => {
  class Noting extends GenericContainer {
    protected override async containerStarted() {
      ready.push(name)
    }
  }
  return new Noting(BUSYBOX).withCommand(['sleep', 'infinity']).withLabels(label)
}

const stillThere = async (...containers: StartedTestContainer[]): Promise<readonly boolean[]> => {
  const engine = await defaultEngine()
  return Promise.all(containers.map((container) => engine.containers.exists(container.getId())))
}

test('containers that are started together are there together, and go together', async () => {
  let containers: readonly StartedTestContainer[]
  {
    await using group = await startAll([idle().withEnvironment({ A: '1' }), idle().withEnvironment({ A: '2' })])
    containers = group
    expect(await Promise.all(group.map((container) => inside(container, 'echo $A')))).toEqual(['1', '2'])
  }
  expect(await stillThere(...containers)).toEqual([false, false])
})

test('each container of a group has its own type', async () => {
  class Started extends AbstractStartedContainer {
    getUrl = () => `redis://${this.getHost()}`
  }
  class Custom extends GenericContainer {
    override async start() {
      return new Started(await super.start())
    }
  }
  await using group = await startAll([new Custom(BUSYBOX).withCommand(['sleep', 'infinity']), idle()])
  const [custom, plain] = group
  expectTypeOf(custom).toEqualTypeOf<Started>()
  expectTypeOf(plain).toEqualTypeOf<StartedTestContainer>()
  expect(custom.getUrl()).toMatch(/^redis:/)
})

test('one that is listed twice is started twice', async () => {
  const builder = idle()
  await using group = await startAll([builder, builder])
  expect(group[0].getId()).not.toBe(group[1].getId())
})

test('what a container depends on is ready before it is created, once for all who need it', async () => {
  const ready: string[] = []
  const base = noting('base', ready)
  const left = noting('left', ready).dependsOn(base)
  const right = noting('right', ready).dependsOn(base)
  await using group = await startAll([noting('top', ready).dependsOn(left, right), left])
  expect(ready).toHaveLength(4)
  expect(ready[0]).toBe('base')
  expect(ready[3]).toBe('top')
  expect(group).toHaveLength(2)
})

test('a container that is started alone brings what it depends on, and takes it along', async () => {
  const label = { 'slipway-depends': String(process.pid) }
  const engine = await defaultEngine()
  const container = await idle()
    .dependsOn(idle().withLabels(label).dependsOn(idle().withLabels(label)), idle().withLabels(label))
    .start()
  const filters = { label: [`slipway-depends=${process.pid}`] }
  expect(await engine.containers.list({ filters })).toHaveLength(3)
  await container.stop()
  expect(await leftBehind(engine, `slipway-depends=${process.pid}`)).toEqual([])
})

test('two starts of one builder share nothing that it depends on', async () => {
  const ready: string[] = []
  const builder = idle().dependsOn(noting('base', ready))
  await using _first = await builder.start()
  await using _second = await builder.start()
  expect(ready).toEqual(['base', 'base'])
})

test('when one fails, the others are ended at once, and nothing is left', async () => {
  const label = { 'slipway-group': String(process.pid) }
  const ready: string[] = []
  const never = idle().withLabels(label).withWaitStrategy(Wait.forLogMessage('never'))
  const failing = new GenericContainer(BUSYBOX)
    .withLabels(label)
    .withCommand(['sh', '-c', 'exit 3'])
    .withExposedPorts(80)
    .dependsOn(noting('base', ready, label))
  const before = performance.now()
  await expect(startAll([never, failing])).rejects.toMatchObject({ code: 'STARTUP_EXITED', exitCode: 3 })
  expect(performance.now() - before).toBeLessThan(30_000)
  expect(ready).toEqual(['base'])
  expect(await leftBehind(await defaultEngine(), `slipway-group=${process.pid}`)).toEqual([])
})

test('when what it depends on fails, a container is not created', async () => {
  const label = { 'slipway-not-created': String(process.pid) }
  const failing = new GenericContainer(BUSYBOX).withCommand(['sh', '-c', 'exit 4']).withExposedPorts(80)
  await expect(idle().withLabels(label).dependsOn(failing).start()).rejects.toMatchObject({ exitCode: 4 })
  expect(await leftBehind(await defaultEngine(), `slipway-not-created=${process.pid}`)).toEqual([])
})

test('an abort ends the whole group with its reason, also through custom containers that hand no signal on', async () => {
  const label = { 'slipway-group-abort': String(process.pid) }
  class Custom extends GenericContainer {
    override async start() {
      return super.start()
    }
  }
  const controller = new AbortController()
  const starting = startAll(
    [
      new Custom(BUSYBOX)
        .withLabels(label)
        .withCommand(['sleep', 'infinity'])
        .withWaitStrategy(Wait.forLogMessage('x')),
      idle().withLabels(label),
    ],
    { signal: controller.signal },
  )
  const engine = await defaultEngine()
  const filters = { event: ['start'], label: [`slipway-group-abort=${process.pid}`] }
  const events = engine.system.events({ filters, since: Date.now() / 1000 - 5 })
  await events.next()
  await events.next()
  await events.return(undefined)
  controller.abort(new Error('enough'))
  await expect(starting).rejects.toThrow('enough')
  expect(await leftBehind(engine, `slipway-group-abort=${process.pid}`)).toEqual([])
})

test('a circle is refused when it is closed', () => {
  const first = idle()
  const second = idle().dependsOn(first)
  const third = idle().dependsOn(second)
  expect(() => first.dependsOn(third)).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Container \`busybox:latest\` would depend on itself: leave out one dependsOn().]`,
  )
  expect(() => first.dependsOn(first)).toThrow('would depend on itself')
})
