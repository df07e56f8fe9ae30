import assert from 'node:assert/strict'
import { test } from 'node:test'
import { containerPerFile } from 'slipway/node-test'
import { box, note } from '../box.js'

const db = containerPerFile(box)

assert.throws(db, /^InvalidArgumentError: The container of this file is not started yet\./)

test('the first test has a container', async () => {
  await db().exec(['touch', '/seeded'])
  await note({ scope: 'file', file: 'b', id: db().getId() })
})

test('the second test has the same one', async () => {
  assert.equal((await db().exec(['ls', '/seeded'])).exitCode, 0)
  await note({ scope: 'file', file: 'b', id: db().getId() })
})
