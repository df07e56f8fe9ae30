import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { addToMessage, isFailure } from '../../src/runners/attach.ts'

test('texts stand below the message, in the stack too, and are added once', () => {
  const error = new TypeError('wrong')
  addToMessage(error, ['first', 'second'])
  addToMessage(error, ['first', 'third'])
  expect(error.message).toBe('wrong\n\nfirst\n\nsecond\n\nthird')
  expect(error.stack).toMatch(/^TypeError: wrong\n\nfirst\n\nsecond\n\nthird\n +at /)
})

test('texts stand below the name of an error without a message', () => {
  const error = new RangeError()
  addToMessage(error, ['log'])
  expect(error.message).toBe('\n\nlog')
  expect(error.stack).toMatch(/^RangeError(: )?\n\nlog\n +at /)
})

test('texts are added to an error whose message can only be read', async () => {
  const error: unknown = AbortSignal.abort().reason
  if (!isFailure(error)) throw new Error('no failure')
  addToMessage(error, ['log'])
  expect(error.message).toBe('This operation was aborted\n\nlog')
  expect(inspect(error)).toMatch(/^DOMException \[AbortError\]: This operation was aborted\n\nlog\n/)
})

test('texts are added to a copy of an error, which stays one that can be sent', () => {
  const copy = { name: 'Error', message: 'wrong', stack: 'Error: wrong\n    at here' }
  addToMessage(copy, ['$& is no pattern'])
  expect(structuredClone(copy)).toEqual({
    name: 'Error',
    message: 'wrong\n\n$& is no pattern',
    stack: 'Error: wrong\n\n$& is no pattern\n    at here',
  })
})

test('an error that cannot be changed stays as it is', () => {
  const error = Object.freeze(new Error('wrong'))
  addToMessage(error, ['log'])
  expect(error.message).toBe('wrong')
})
