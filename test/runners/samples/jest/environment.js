const { TestEnvironment } = require('jest-environment-node')
const { containersPerWorker } = require('slipway/jest')
const { box } = require('./box')

module.exports = containersPerWorker(TestEnvironment, { db: box })
