import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { containerPerFile } from 'slipway/node-test'
import { box, say } from '../box.js'

const db = containerPerFile(box, { logLines: 2 })

test('a test of the file fails', async () => {
  await db().exec(say('before the end'))
  await db().exec(say('out of the file'))
  assert.equal(1, 2)
})

test('a test passes', () => {})

describe('a suite', () => {
  const own = containerPerFile(box)

  test('a test with a container of its suite fails', async () => {
    await own().exec(say('out of the suite'))
    throw new Error('thrown')
  })
})
