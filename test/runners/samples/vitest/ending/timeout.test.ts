import { test } from 'vitest'
import { box, neverReady } from '../box.ts'

test('the time is over in the middle of a start', { timeout: 1_000 }, async () => {
  await box()
  await neverReady()
})
