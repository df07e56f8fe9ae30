import { expect, test } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { BUSYBOX, createContainer, owned, uniqueName } from './support/resources.ts'

test('whether something exists is an answer, not an error', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine)
  const { Name } = await engine.volumes.create({ Name: uniqueName() })
  await using _ = owned({}, () => engine.volumes.remove(Name))
  const missing = uniqueName()
  expect(await engine.containers.exists(container.id)).toBe(true)
  expect(await engine.containers.exists(missing)).toBe(false)
  expect(await engine.images.exists(BUSYBOX)).toBe(true)
  expect(await engine.images.exists(missing)).toBe(false)
  expect(await engine.networks.exists('bridge')).toBe(true)
  expect(await engine.networks.exists(missing)).toBe(false)
  expect(await engine.volumes.exists(Name)).toBe(true)
  expect(await engine.volumes.exists(missing)).toBe(false)
})
