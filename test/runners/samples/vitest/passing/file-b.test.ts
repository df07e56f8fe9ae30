import type { StartedTestContainer } from 'slipway'
import { withContainers } from 'slipway/vitest'
import { test as base, expect, expectTypeOf } from 'vitest'
import { box, note } from '../box.ts'

const test = withContainers(base, { db: box })

test.beforeAll(async ({ db }) => {
  await db.exec(['touch', '/seeded'])
})

test('the first test has a container', async ({ db }) => {
  expectTypeOf(db).toEqualTypeOf<StartedTestContainer>()
  await note({ scope: 'file', file: 'b', id: db.getId() })
})

test('the second test has the same one, as the hook left it', async ({ db }) => {
  expect((await db.exec(['ls', '/seeded'])).exitCode).toBe(0)
  await note({ scope: 'file', file: 'b', id: db.getId() })
})
