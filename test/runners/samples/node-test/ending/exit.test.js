import { test } from 'node:test'
import { box } from '../box.js'

test('the process is ended by the test', async () => {
  await box()
  process.exit(3)
})
