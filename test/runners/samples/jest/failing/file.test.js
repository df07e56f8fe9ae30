const { containerPerFile } = require('slipway/jest')
const { box, say } = require('../box')

const db = containerPerFile(box, { logLines: 2 })

test('a test of the file fails', async () => {
  await db().exec(say('before the end'))
  await db().exec(say('out of the file'))
  expect(1).toBe(2)
})

test('a test passes', () => {})
