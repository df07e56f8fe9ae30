import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runValues } from 'slipway/node-test'
import { note } from '../box.js'

const { sharedId, place } = runValues()

test('a file has what the run has started', async () => {
  assert.equal(place.port, 5432)
  await note({ scope: 'run', file: 'b', id: sharedId })
})
