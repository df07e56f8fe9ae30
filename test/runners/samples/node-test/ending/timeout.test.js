import { test } from 'node:test'
import { box, neverReady } from '../box.js'

test('the time is over in the middle of a start', { timeout: 1_000 }, async () => {
  await box()
  await neverReady()
})
