/** @jest-environment ./environment.js */
const { workerContainers } = require('slipway/jest')
const { say } = require('../box')

test('a test of the worker fails', async () => {
  const { db } = workerContainers()
  await db.exec(say('out of the worker'))
  expect('this').toBe('that')
})
