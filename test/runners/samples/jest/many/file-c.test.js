const { containerPerFile } = require('slipway/jest')
const { box } = require('../box')
const { watchdogs } = require('./watchdogs')

containerPerFile(box)

test('the worker has one watchdog', () => {
  process.stdout.write(`watchdogs: ${watchdogs().length}\n`)
})
