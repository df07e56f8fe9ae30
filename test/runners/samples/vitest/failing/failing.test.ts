import { withContainers, withRun } from 'slipway/vitest'
import { test as base, expect } from 'vitest'
import { box } from '../box.ts'

const say = (text: string) => ['sh', '-c', `echo ${text} > /proc/1/fd/1`]

const perFile = withContainers(base, { db: box, unused: box }, { logLines: 2 })
const perTest = withContainers(base, { db: box }, { scope: 'test' })
const perRun = withRun(base)

perFile('a test of the file fails', async ({ db }) => {
  await db.exec(say('before the end'))
  await db.exec(say('out of the file'))
  expect(1).toBe(2)
})

perFile('a test without a container fails', () => {
  expect('alone').toBe('together')
})

perTest('a test fails at each try', { retry: 1 }, async ({ db }) => {
  await db.exec(say('out of the test'))
  throw new Error('thrown')
})

perRun('a test of the run fails', async () => {
  throw new Error('with what is shared')
})
