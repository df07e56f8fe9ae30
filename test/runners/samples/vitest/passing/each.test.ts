import { withContainers } from 'slipway/vitest'
import { test as base } from 'vitest'
import { box, note } from '../box.ts'

const test = withContainers(base, { db: box }, { scope: 'test' })

test.for([1, 2])('test %i has a container of its own', async (_, { db }) => {
  await note({ scope: 'test', id: db.getId() })
})

test('a test that does not ask gets none', () => {})
