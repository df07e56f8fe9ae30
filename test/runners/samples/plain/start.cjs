const { GenericContainer } = require('slipway')
const { run } = require('./run.cjs')

run(GenericContainer)
