import { expect, test } from 'vitest'
import { WaitLog } from '../../src/wait/wait-log.ts'

test('what was seen last is reported, and how many times in a row', () => {
  const log = new WaitLog('port 80/tcp to listen')
  expect(log.reports()).toEqual([{ description: 'port 80/tcp to listen', lastSaw: undefined, done: false }])
  log.saw('connection refused')
  log.saw('accepted and closed at once')
  expect(log.reports()).toMatchObject([{ lastSaw: 'accepted and closed at once' }])
  log.saw('accepted and closed at once')
  expect(log.reports()).toMatchObject([{ lastSaw: 'accepted and closed at once (2 times)' }])
})

test('parts stand for the whole, in the order in which they began', () => {
  const log = new WaitLog('everything')
  const first = log.part('the first')
  const second = log.part('the second')
  const inner = first.part('the first of the first')
  inner.finish()
  second.saw('nothing')
  expect(log.reports()).toEqual([
    { description: 'the first of the first', lastSaw: undefined, done: true },
    { description: 'the second', lastSaw: 'nothing', done: false },
  ])
})

test('when the whole is done, the parts that it did without are left out', () => {
  const log = new WaitLog('either')
  log.part('the first').fail('it was not ready after 5 s')
  log.part('the second').finish()
  expect(log.reports()).toMatchObject([
    { description: 'the first', failure: 'it was not ready after 5 s', done: false },
    { description: 'the second', failure: undefined, done: true },
  ])
  log.finish()
  expect(log.reports()).toMatchObject([{ description: 'the second', done: true }])
})
