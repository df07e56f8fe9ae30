import { withRun } from 'slipway/vitest'
import { test as base, expect, expectTypeOf, inject } from 'vitest'
import { note } from '../box.ts'
import type setUp from '../containers.ts'

const test = withRun<typeof setUp>(base)

test.beforeAll(({ sharedId }) => {
  if (!sharedId) throw new Error('A hook has no values of the run.')
})

test('a file has what the run has started', async ({ sharedId, place, list }) => {
  expectTypeOf(place.port).toBeNumber()
  expect(inject('sharedId')).toBe(sharedId)
  expect(inject('place')).toEqual({ port: 5432 })
  expect(list).toEqual(['a', { auto: true }])
  await note({ scope: 'run', file: 'b', id: sharedId })
})
