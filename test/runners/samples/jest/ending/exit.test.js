const { box } = require('../box')

test('the process is ended by the test', async () => {
  await box()
  process.exit(3)
})
