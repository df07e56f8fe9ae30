const { runValues } = require('slipway/jest')
const { note } = require('../box')

const { sharedId, place } = runValues()

test('a file has what the run has started', async () => {
  expect(place.port).toBe(5432)
  await note({ scope: 'run', file: 'b', id: sharedId })
})
