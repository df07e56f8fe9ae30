const { box, neverReady } = require('../box')

test('the time is over in the middle of a start', async () => {
  await box()
  await neverReady()
}, 1_000)
