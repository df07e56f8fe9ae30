import { test } from 'vitest'
import { box } from '../box.ts'

test('the process is ended by the test', async () => {
  await box()
  process.exit(3)
})
