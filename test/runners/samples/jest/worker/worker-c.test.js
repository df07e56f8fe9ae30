/** @jest-environment ./environment.js */
const { workerContainers } = require('slipway/jest')
const { note } = require('../box')

const { db } = workerContainers()

test('has the container of its worker', async () => {
  expect((await db.exec(['true'])).exitCode).toBe(0)
  await note({ scope: 'worker', file: 'c', id: db.getId() })
})
