import { withRun } from 'slipway/vitest'
import { test as base, expect, expectTypeOf, inject } from 'vitest'
import { note } from '../box.ts'
import type setUp from '../containers.ts'

const test = withRun<typeof setUp>(base)

test('a file has what the run has started', async ({ sharedId, place }) => {
  expectTypeOf(place.port).toBeNumber()
  expect(inject('sharedId')).toBe(sharedId)
  expect(inject('place')).toEqual({ port: 5432 })
  await note({ scope: 'run', file: 'b', id: sharedId })
})
