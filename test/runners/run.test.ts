import { expect, test } from 'vitest'
import { startRun, tellingOfRun } from '../../src/runners/run.ts'

const resource = (name: string, ends: string[], failure?: Error): AsyncDisposable => ({
  [Symbol.asyncDispose]: async () => {
    ends.push(name)
    if (failure) throw failure
  },
})

test('what a run has started is stopped, the last first, also after one that could not be', async () => {
  const ends: string[] = []
  const failure = new Error('stays')
  const run = await startRun(async (use) => {
    use(resource('first', ends))
    use(resource('second', ends, failure))
    use(resource('third', ends))
    return { port: 1, list: ['a', null] }
  })
  expect(tellingOfRun('')).toEqual({ values: { port: 1, list: ['a', null] }, witnesses: [] })
  await expect(run.stop()).rejects.toBe(failure)
  await run.stop()
  expect(ends).toEqual(['third', 'second', 'first'])
})

test('a set-up that fails stops what it has started, and fails with its own reason', async () => {
  const ends: string[] = []
  const failing = startRun(async (use) => {
    use(resource('first', ends, new Error('a later one')))
    throw new Error('no engine')
  })
  await expect(failing).rejects.toThrow('no engine')
  expect(ends).toEqual(['first'])
})
