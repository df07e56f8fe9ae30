const { runValues } = require('slipway/jest')

runValues()

test('a test of the run fails', () => {
  throw new Error('with what is shared')
})
