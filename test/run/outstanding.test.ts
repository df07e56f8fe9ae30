import { expect, test } from 'vitest'
import { ConflictError, NotFoundError, ServerError } from '../../src/api/index.ts'
import { goneIsFine } from '../../src/run/gone.ts'
import { makeMarked } from '../../src/run/make-marked.ts'
import { isNothingOutstanding, settle, settling } from '../../src/run/outstanding.ts'

const operation = { method: 'POST', path: '/containers/create' }

/** Makes one `id`, or fails with this error; what it then may have made is removed, or cannot be. */
const making = (error?: Error, canRemove = true) => {
  let mark = ''
  const made = makeMarked({
    make: async (labels) => {
      mark = Object.values(labels).join()
      expect(isNothingOutstanding()).toBe(false)
      if (error) throw error
      return 'id'
    },
    key: (id) => id,
    remove: () => (canRemove ? Promise.resolve(true) : Promise.reject(new Error('away'))),
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
  ['was refused', new ConflictError(operation, 409, 'in use'), false],
  ['was made without an answer, and undone', new ServerError(operation, 500, 'lost'), true],
])('what %s is not outstanding', async (_, error, canRemove) => {
  await expect(making(error, canRemove).made).rejects.toBe(error)
  expect(isNothingOutstanding()).toBe(true)
})

test('what may have been made, and cannot be undone, stays outstanding', async () => {
  const { made, mark } = making(new ServerError(operation, 500, 'lost'), false)
  await expect(made).rejects.toThrow('lost')
  expect(isNothingOutstanding()).toBe(false)
  settle(mark())
  expect(isNothingOutstanding()).toBe(true)
})
