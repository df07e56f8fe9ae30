const { containersPerRun } = require('slipway/jest')
const { box } = require('./box')

module.exports = containersPerRun(async (use) => {
  const shared = use(await box())
  return { sharedId: shared.getId(), place: { port: 5432 } }
})
