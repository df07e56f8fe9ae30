import { expect } from 'vitest'
import { Engine } from '../../src/api/index.ts'
import { testDocker } from './support/test-docker.ts'

const test = testDocker((engine) => engine.images.pruneBuildCache())

test('the build cache can be pruned of what is older than anything', async () => {
  await using engine = await Engine.connect()
  const pruned = engine.images.pruneBuildCache({ reservedSpaceBytes: 2 ** 50, filters: { until: ['100000h'] } })
  await expect(pruned).resolves.toMatchObject({ SpaceReclaimed: 0 })
})
