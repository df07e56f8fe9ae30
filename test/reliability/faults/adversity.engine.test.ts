import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Engine, EngineError } from '../../../src/api/index.ts'
import { GenericContainer, Network, SlipwayError, StartupError, Volume, Wait } from '../../../src/index.ts'
import { engineTraits } from '../../api/support/engine-traits.ts'
import { BUSYBOX } from '../../api/support/resources.ts'
import { leftBehind } from '../../cleanup/left-behind.ts'
import { engineSocket } from '../../support/engine-socket.ts'
import { isSoak, recordFigure, times } from '../soak.ts'
import type { Fault } from './fault.ts'
import { faultProxy } from './fault-proxy.ts'
import { testLabel } from './scenarios.ts'

const { isPodman } = await engineTraits()

// What containers and engines do that are not broken, only difficult: a start ends rightly all the same.

const timeout = isSoak ? 1_800_000 : 60_000

const everyWait = Wait.forAll([
  Wait.forLogMessage('ready'),
  Wait.forListeningPorts(),
  Wait.forHealthCheck(),
  Wait.forSuccessfulCommand('true'),
  Wait.forFile('/hello.txt', { contains: 'hello' }),
])

const server = (engine: Engine, mark: string) =>
  new GenericContainer(BUSYBOX)
    .withEngine(engine)
    .withLabels({ [testLabel]: mark })
    .withCopyContentToContainer([{ content: 'hello', target: '/hello.txt' }])
    .withHealthCheck({ test: ['CMD-SHELL', 'true'], interval: 100, retries: 20 })
    .withExposedPorts(80)
    .withCommand(['sh', '-c', 'echo ready; exec httpd -f -p 80'])
    .withWaitStrategy(everyWait)

test('an engine whose every answer comes late is an engine', { timeout }, async () => {
  const lateMs = times(200, 2_000)
  await using proxy = await faultProxy()
  proxy.slowDown(lateMs)
  await using engine = await Engine.connect({ host: proxy.host })
  const startedAt = performance.now()
  const container = await server(engine, randomUUID()).start()
  const elapsedMs = performance.now() - startedAt
  await container.stop()
  expect(elapsedMs).toBeGreaterThan(5 * lateMs)
  await recordFigure(
    `every answer ${lateMs / 1000} s late`,
    `a start with five waits succeeds after ${(elapsedMs / 1000).toFixed(1)} s`,
  )
})

test.each([
  ['a day ahead', 86_400_000],
  ['a day back', -86_400_000],
])('a clock that jumps %s in the middle of a start, and then stands still, changes nothing', async (_, byMs) => {
  await using engine = await Engine.connect()
  const jump = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs })
  onTestFinished(() => void vi.useRealTimers())
  class Jumping extends GenericContainer {
    protected override async containerStarting(): Promise<void> {
      jump()
    }
  }
  const box = (message: string) =>
    new Jumping(BUSYBOX)
      .withEngine(engine)
      .withCommand(['sh', '-c', 'sleep 0.5; echo ready; exec httpd -f -p 80'])
      .withHealthCheck({ test: ['CMD-SHELL', 'true'], interval: 100, retries: 20 })
      .withExposedPorts(80)
      .withWaitStrategy(
        Wait.forAll([
          Wait.forLogMessage(message),
          Wait.forListeningPorts(),
          Wait.forHealthCheck(),
          Wait.forFile('/etc/passwd'),
        ]),
      )
  await using container = await box('ready').start()
  expect((await container.exec('echo here')).output).toBe('here\n')
  const error: unknown = await box('never')
    .withStartupTimeout(1_500)
    .start()
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ reason: 'timeout', logTail: ['ready'] })
  if (!(error instanceof StartupError)) throw error
  expect(error.elapsedMs).toBeGreaterThan(1_490)
  expect(error.elapsedMs).toBeLessThan(10_000)
})

test('a container that exits between any two steps of its start has exited, and nothing is left', {
  timeout,
}, async () => {
  await using honest = await Engine.connect({ host: `unix://${engineSocket()}` })
  await using proxy = await faultProxy()
  const start = async (mark: string) => {
    await using engine = await Engine.connect({ host: proxy.host })
    return await (await server(engine, mark).start()).stop()
  }
  await start(randomUUID())
  const from = proxy.seen.length
  await start(randomUUID())
  const steps = [...new Set(proxy.seen.slice(from))]
  const ends: string[] = []
  let longestMs = 0
  const afterStart = steps
    .slice(steps.indexOf('POST /containers/{id}/start') + 1)
    .filter((operation) => !operation.startsWith('DELETE'))
  expect(afterStart.length).toBeGreaterThan(5)
  for (const operation of afterStart.filter((_, index) => isSoak || index % 4 === 0)) {
    const mark = randomUUID()
    let killedAt = 0
    const act = async () => {
      const [container] = await honest.containers.list({ filters: { label: [`${testLabel}=${mark}`] } })
      if (container) await honest.containers.kill(container.Id)
      killedAt = performance.now()
    }
    proxy.inject(operation, { kind: 'after', act })
    const error: unknown = await start(mark).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    longestMs = Math.max(longestMs, performance.now() - killedAt)
    // It may have been ready a moment before.
    if (error !== undefined) expect(error, operation).toMatchObject({ reason: 'exited', exitCode: 137 })
    ends.push(`\`${operation}\`: ${error === undefined ? 'it was ready' : 'exited'}`)
    expect(await leftBehind(honest, `${testLabel}=${mark}`), operation).toEqual([])
  }
  await recordFigure(
    'container killed before each request of a start',
    `${ends.join(', ')}; the start ended ${Math.round(longestMs)} ms after the kill at most`,
  )
})

test('a container that is removed between any two steps of its start fails it with a typed error', {
  timeout,
}, async () => {
  await using honest = await Engine.connect({ host: `unix://${engineSocket()}` })
  await using proxy = await faultProxy()
  for (const operation of [
    'PUT /containers/{id}/archive',
    'POST /containers/{id}/attach',
    'POST /containers/{id}/start',
    'GET /containers/{id}/json',
  ]) {
    const mark = randomUUID()
    const act = async () => {
      const filters = { label: [`${testLabel}=${mark}`] }
      for (const { Id } of await honest.containers.list({ all: true, filters }))
        await honest.containers.remove(Id, { force: true })
    }
    proxy.inject(operation, { kind: 'after', act })
    await using engine = await Engine.connect({ host: proxy.host })
    const error: unknown = await server(engine, mark)
      .start()
      .catch((reason: unknown) => reason)
    expect(error instanceof EngineError || error instanceof StartupError, `${operation}: ${error}`).toBe(true)
    expect(await leftBehind(honest, `${testLabel}=${mark}`), operation).toEqual([])
  }
})

test('a start that is aborted at any of its requests ends with the reason, and leaves nothing', {
  timeout,
}, async () => {
  await using honest = await Engine.connect({ host: `unix://${engineSocket()}` })
  await using proxy = await faultProxy()
  const start = async (mark: string, signal: AbortSignal | undefined, timeoutMs: number): Promise<unknown> => {
    await using engine = await Engine.connect({ host: proxy.host })
    const labels = { [testLabel]: mark }
    await using network = await new Network().withEngine(engine).withLabels(labels).start({ signal })
    await using _volume = await new Volume().withEngine(engine).withLabels(labels).start({ signal })
    return await server(engine, mark)
      .withNetwork(network)
      .withWaitStrategy(Wait.forAll([everyWait, Wait.forLogMessage('never')]))
      .withStartupTimeout(timeoutMs)
      .start({ signal })
  }
  // Twice, because the first one also has the engine swept.
  let from = 0
  for (let turn = 0; turn < 2; turn++) {
    from = proxy.seen.length
    await expect(start(randomUUID(), undefined, 3_000)).rejects.toThrow(StartupError)
  }
  const steps = [...new Set(proxy.seen.slice(from))].filter((operation) => !/_ping|^DELETE/.test(operation))
  expect(steps.length).toBeGreaterThan(12)
  let longestMs = 0
  for (const operation of steps) {
    const mark = randomUUID()
    const abort = new AbortController()
    let abortedAt = Number.NaN
    const act = async () => {
      abortedAt = performance.now()
      abort.abort('enough')
    }
    proxy.inject(operation, { kind: 'after', act })
    // The log is read for the error, when it is too late already.
    const timeoutMs = operation === 'GET /containers/{id}/logs' ? 3_000 : 60_000
    await expect(start(mark, abort.signal, timeoutMs), operation).rejects.toBe('enough')
    longestMs = Math.max(longestMs, performance.now() - abortedAt)
    expect(await leftBehind(honest, `${testLabel}=${mark}`), operation).toEqual([])
    await expect.poll(() => proxy.openConnections()).toBe(0)
  }
  await recordFigure(
    `abort at each of the ${steps.length} requests of a start`,
    `ends with its reason, after ${Math.round(longestMs)} ms at most; 0 left`,
  )
})

test('a start that is aborted while the engine does not answer ends with the reason, and leaves nothing', {
  timeout,
}, async () => {
  await using honest = await Engine.connect({ host: `unix://${engineSocket()}` })
  await using proxy = await faultProxy()
  const longestMs: string[] = []
  for (const operation of ['POST /containers/create', 'POST /containers/{id}/start', 'DELETE /containers/{id}']) {
    const mark = randomUUID()
    await using engine = await Engine.connect({ host: proxy.host })
    const abort = new AbortController()
    // In a short run it answers late, in a long one never.
    const from = proxy.seen.length
    const unanswered: Fault = isSoak ? { kind: 'silent' } : { kind: 'late', ms: 700 }
    proxy.inject(operation, unanswered)
    const container = server(engine, mark).withWaitStrategy(Wait.forLogMessage('never'))
    const starting = container.start({ signal: abort.signal }).catch((reason: unknown) => reason)
    const asked = operation.startsWith('DELETE') ? 'POST /containers/{id}/wait' : operation
    await expect.poll(() => proxy.seen.slice(from), { timeout: 20_000 }).toContain(asked)
    const abortedAt = performance.now()
    abort.abort('enough')
    expect(await starting).toBe('enough')
    longestMs.push(`\`${operation}\` ${((performance.now() - abortedAt) / 1000).toFixed(1)} s`)
    proxy.heal()
    // What an engine that hangs was asked to remove goes with the session.
    if (operation !== 'DELETE /containers/{id}' || !isSoak)
      expect(await leftBehind(honest, `${testLabel}=${mark}`), operation).toEqual([])
    for (const { Id } of await honest.containers.list({ all: true, filters: { label: [`${testLabel}=${mark}`] } }))
      await honest.containers.remove(Id, { force: true })
  }
  await recordFigure('abort of a start while the engine never answers', `ends with its reason: ${longestMs.join(', ')}`)
})

test('a program that goes into the background ends its container: a wait for its port says so, one for its words is content', async () => {
  const daemon = () =>
    new GenericContainer(BUSYBOX).withCommand(['sh', '-c', 'httpd -p 80; echo started']).withExposedPorts(80)
  const error: unknown = await daemon()
    .start()
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'STARTUP_EXITED', exitCode: 0, logTail: ['started'] })
  await using container = await daemon().withWaitStrategy(Wait.forLogMessage('started')).start()
  expect(container.getId()).toMatch(/^[0-9a-f]{64}$/)
})

test('a health check that flaps is waited for until it passes, and no longer', async () => {
  // Fails twice, then passes and fails by turns; only three failures in a row are unhealthy.
  const check = 'n=$(cat /tmp/n 2>/dev/null || echo 0); echo $((n + 1)) >/tmp/n; [ $n -ge 2 ] && [ $((n % 2)) = 0 ]'
  await using container = await new GenericContainer(BUSYBOX)
    .withCommand(['sleep', '1000'])
    .withHealthCheck({ test: ['CMD-SHELL', check], interval: 100, retries: 3 })
    .start()
  expect((await container.exec(['cat', '/tmp/n'])).output.trim()).not.toBe('0')
})

test('an image with nothing but its program starts, with copies and with what it says', async () => {
  await using container = await new GenericContainer('hello-world:latest')
    .withCopyContentToContainer([{ content: 'x', target: '/etc/x' }])
    .withWaitStrategy(
      Wait.forAll([Wait.forOneShotStartup(), Wait.forLogMessage(/Hello/), Wait.forFile('/etc/x', { contains: 'x' })]),
    )
    .start()
  expect(container.getId()).toMatch(/^[0-9a-f]{64}$/)
})

test('a container that may write nowhere starts; where something is to be copied into it the engine says why not', async () => {
  const readOnly = () =>
    new GenericContainer(BUSYBOX)
      .withEngineOptions({ HostConfig: { ReadonlyRootfs: true } })
      .withExposedPorts(80)
      .withCommand(['httpd', '-f', '-p', '80'])
  await using container = await readOnly()
    .withWaitStrategy(Wait.forAll([Wait.forListeningPorts(), Wait.forSuccessfulCommand('! touch /x')]))
    .start()
  expect((await container.exec(['touch', '/x'])).exitCode).toBe(1)
  const copying = readOnly()
    .withCopyContentToContainer([{ content: 'x', target: '/x' }])
    .start()
  if (isPodman) await copying.then((copied) => copied.stop(), expectTyped)
  else await expect(copying).rejects.toMatchObject({ engineMessage: expect.stringMatching(/read-only/) })
})

test('a container of a user without rights starts with every wait', async () => {
  await using container = await new GenericContainer(BUSYBOX)
    .withUser('65534:65534')
    .withExposedPorts(8080)
    .withCopyContentToContainer([{ content: 'hello', target: '/hello.txt' }])
    .withHealthCheck({ test: ['CMD-SHELL', 'true'], interval: 100, retries: 20 })
    .withCommand(['sh', '-c', 'echo ready; exec httpd -f -p 8080'])
    .withWaitStrategy(everyWait)
    .start()
  expect((await container.exec(['id', '-u'])).output.trim()).toBe('65534')
})

const expectTyped = (error: unknown) => expect(SlipwayError.is(error), String(error)).toBe(true)
