import { expect, test } from 'vitest'
import { ConflictError, EngineConnectionError, NotFoundError, ServerError } from '../../src/api/index.ts'
import { goneIsFine } from '../../src/run/gone.ts'
import { makeMarked } from '../../src/run/make-marked.ts'
import { isNothingOutstanding, owe, settle, settling } from '../../src/run/outstanding.ts'

const operation = { method: 'POST', path: '/containers/create' }

/** What may have been made is looked for, and found, not found, or not to be asked for. */
const looks = {
  found: () => Promise.resolve(true),
  missed: () => Promise.resolve(false),
  failed: () => Promise.reject(new Error('away')),
}

/** Makes one `id`, or fails with this error. */
const making = (error?: Error, look: keyof typeof looks = 'found') => {
  let mark = ''
  const made = makeMarked({
    make: async (labels) => {
      mark = Object.values(labels).join()
      expect(isNothingOutstanding()).toBe(false)
      if (error) throw error
      return 'id'
    },
    key: (id) => id,
    remove: looks[look],
    signal: undefined,
  })
  return { made, mark: () => mark }
}

test('what was made is outstanding until the engine has removed it', async () => {
  await making().made
  expect(isNothingOutstanding()).toBe(false)
  await goneIsFine(settling('id', Promise.reject(new NotFoundError(operation, 404, 'no such container'))))
  expect(isNothingOutstanding()).toBe(false)
  await expect(settling('id', Promise.reject(new ServerError(operation, 500, 'busy')))).rejects.toThrow('busy')
  expect(isNothingOutstanding()).toBe(false)
  await goneIsFine(settling('id', Promise.resolve()))
  expect(isNothingOutstanding()).toBe(true)
})

test.each([
  ['was refused', new ConflictError(operation, 409, 'in use'), 'failed'],
  ['was made without an answer, and undone', new ServerError(operation, 500, 'lost'), 'found'],
  ['the engine could not make', new ServerError(operation, 500, 'no space'), 'missed'],
] as const)('what %s is not outstanding', async (_, error, look) => {
  await expect(making(error, look).made).rejects.toBe(error)
  expect(isNothingOutstanding()).toBe(true)
})

test.each([
  ['cannot be undone', new ServerError(operation, 500, 'lost'), 'failed'],
  ['is not there yet', new EngineConnectionError('tcp://there:2375', operation, new Error('reset')), 'missed'],
] as const)('what may have been made, and %s, stays outstanding', async (_, error, look) => {
  const { made, mark } = making(error, look)
  await expect(made).rejects.toBe(error)
  expect(isNothingOutstanding()).toBe(false)
  settle(mark())
  expect(isNothingOutstanding()).toBe(true)
})

test('what was made anew while the former one was removed stays outstanding', async () => {
  owe('volume')
  const removed = settling(
    'volume',
    Promise.resolve().then(() => owe('volume')),
  )
  await removed
  expect(isNothingOutstanding()).toBe(false)
  settle('volume')
})
