import { test } from 'node:test'
import { runValues } from 'slipway/node-test'

runValues()

test('a test of the run fails', () => {
  throw new Error('with what is shared')
})
