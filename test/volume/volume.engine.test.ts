import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { Volume } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { idle, inside } from '../container/idle.ts'

test('two containers share the files of a volume, which is gone after its disposal', async () => {
  const engine = await defaultEngine()
  let name: string
  {
    await using volume = await new Volume().withLabels({ a: '1' }).start()
    name = volume.getName()
    const mount = { source: name, target: '/data' }
    await using writer = await idle().withBindMounts([mount]).start()
    await using reader = await idle()
      .withBindMounts([{ ...mount, mode: 'ro' }])
      .start()
    await inside(writer, 'echo shared > /data/file')
    expect(await inside(reader, 'cat /data/file')).toBe('shared')
    expect((await engine.volumes.inspect(name)).Labels).toMatchObject({ a: '1' })
  }
  await expect(engine.volumes.inspect(name)).rejects.toThrow(NotFoundError)
})

test('a volume that was there before outlives the handle, and stop removes it when asked to', async () => {
  const engine = await defaultEngine()
  const name = `slipway-volume-${process.pid}`
  await engine.volumes.create({ Name: name })
  {
    await using _ = await new Volume().withName(name).start()
  }
  expect((await engine.volumes.inspect(name)).Name).toBe(name)
  await (await new Volume().withName(name).start()).stop()
  await expect(engine.volumes.inspect(name)).rejects.toThrow(NotFoundError)
})
