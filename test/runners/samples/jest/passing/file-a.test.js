const { containerPerFile } = require('slipway/jest')
const { box, note } = require('../box')

const db = containerPerFile(box)

test('is not there while the file is read', () => {
  expect(early).toThrow('The container of this file is not started yet.')
})

const early = (() => {
  try {
    db()
    return () => {}
  } catch (error) {
    return () => {
      throw error
    }
  }
})()

test('the first test has a container', async () => {
  await db().exec(['touch', '/seeded'])
  await note({ scope: 'file', file: 'a', id: db().getId() })
})

test('the second test has the same one', async () => {
  expect((await db().exec(['ls', '/seeded'])).exitCode).toBe(0)
  await note({ scope: 'file', file: 'a', id: db().getId() })
})
