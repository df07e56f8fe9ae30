import { randomInt } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type BuildProgress, Engine } from '../../../src/api/index.ts'
import { builders, testBuildKit } from '../support/buildkit.ts'
import { buildOf, contextOf } from '../support/builds.ts'
import { engineTraits } from '../support/engine-traits.ts'
import { BUSYBOX, startContainer } from '../support/resources.ts'

/** Whether a process runs on the engine's machine, as a container sees it that shares its processes. */
const watcher = async (engine: Engine) => {
  const container = await startContainer(engine, { Image: BUSYBOX, HostConfig: { PidMode: 'host' } })
  const runs = async (command: string): Promise<boolean> => {
    const { Id } = await engine.exec.create(container.id, { Cmd: ['ps', '-o', 'args'], AttachStdout: true })
    await using session = await engine.exec.start(Id)
    return (await session.output.text()).stdout.split('\n').includes(command)
  }
  return { runs, [Symbol.asyncDispose]: () => container[Symbol.asyncDispose]() }
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 20_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it did not come to pass')
    await wait(50)
  }
}

const { isPodman } = await engineTraits()

// Podman does not stop a step that runs: there it is one that ends by itself.
const longStep = () => `sleep ${isPodman ? '5.' : ''}${randomInt(1_000_000, 9_999_999)}`

test.each(builders)('an abort ends the step that runs in the engine, with the %s builder', async (builder) => {
  await using engine = await Engine.connect()
  await using machine = await watcher(engine)
  const command = longStep()
  const stop = new AbortController()
  const building = buildOf(engine, { Dockerfile: `FROM busybox\nRUN ${command}\n` }, { builder, signal: stop.signal })
  const rejected = expect(building).rejects.toThrow(new RangeError('enough'))
  await until(() => machine.runs(command))
  stop.abort(new RangeError('enough'))
  await rejected
  await until(async () => !(await machine.runs(command)))
})

testBuildKit('an abort while secrets are at hand ends the session too', async () => {
  await using engine = await Engine.connect()
  const stop = new AbortController()
  const told = new EventEmitter()
  const onProgress = (event: BuildProgress) => {
    if (event.kind === 'log') told.emit(event.text)
  }
  const ready = once(told, 'ready')
  const command = longStep()
  const context = await contextOf({
    Dockerfile: `FROM busybox\nRUN --mount=type=secret,id=tok echo ready; ${command}\n`,
  })
  const building = engine.build(context, { secrets: { tok: 'x' }, onProgress, signal: stop.signal })
  const rejected = expect(building).rejects.toThrow('This operation was aborted')
  await ready
  stop.abort()
  await rejected
})

test('what progress throws ends the build in the engine', async () => {
  await using engine = await Engine.connect()
  await using machine = await watcher(engine)
  const command = longStep()
  const onProgress = ({ kind }: BuildProgress) => {
    if (kind === 'log') throw new RangeError('enough')
  }
  const files = { Dockerfile: `FROM busybox\nRUN echo begin; ${command}\n` }
  await expect(buildOf(engine, files, { onProgress })).rejects.toThrow(RangeError)
  await until(async () => !(await machine.runs(command)))
})
