import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { Network } from '../../src/index.ts'
import { leftBehind } from '../cleanup/left-behind.ts'
import { idle } from '../container/idle.ts'

test('a network is there until it is disposed of', async () => {
  const engine = await defaultEngine()
  let id: string
  {
    await using network = await new Network().start()
    id = network.getId()
    expect((await engine.networks.inspect(id)).Name).toBe(network.getName())
  }
  await expect(engine.networks.inspect(id)).rejects.toThrow(NotFoundError)
})

test('name, labels and isolation reach the engine', async () => {
  const name = `slipway-net-${process.pid}`
  await using network = await new Network().withName(name).withLabels({ a: '1' }).withInternal().start()
  expect(await (await defaultEngine()).networks.inspect(network.getId())).toMatchObject({
    Name: name,
    Internal: true,
    Labels: { a: '1' },
  })
})

test('a name that is in use is refused', async () => {
  const name = `slipway-net-twice-${process.pid}`
  await using _ = await new Network().withName(name).start()
  await expect(new Network().withName(name).start()).rejects.toMatchObject({ code: 'ENGINE_CONFLICT' })
})

test('a network in use stays and says by what; stopping twice is fine', async () => {
  const network = await new Network().start()
  {
    await using _ = await idle().withNetwork(network).start()
    await expect(network.stop()).rejects.toMatchObject({ message: expect.stringContaining('active endpoints') })
  }
  await network.stop()
  await network.stop()
})

test('a start that is aborted, before or meanwhile, leaves no network', async () => {
  const builder = new Network().withLabels({ 'slipway-net-abort': String(process.pid) })
  await expect(builder.start({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
  const controller = new AbortController()
  const starting = builder.start({ signal: controller.signal })
  controller.abort(new Error('meanwhile'))
  await expect(starting).rejects.toThrow('meanwhile')
  expect(await leftBehind(await defaultEngine(), `slipway-net-abort=${process.pid}`)).toEqual([])
})
