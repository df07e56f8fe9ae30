import { expect, test } from 'vitest'
import { failureOf } from '../../src/runners/jest-circus.ts'

test('what a test threw last is found, alone or beside the place that Jest knows', () => {
  const [first, last] = [new Error('first'), new Error('last')]
  expect(failureOf({ errors: [first, last] })).toBe(last)
  expect(failureOf({ errors: [first, [last, new Error('place')]] })).toBe(last)
})

test('there is no failure to add to where a test threw no error', () => {
  expect(
    [{ errors: [] }, { errors: ['text'] }, { errors: [['text', new Error('place')]] }, {}, undefined].map(failureOf),
  ).toEqual(new Array(5).fill(undefined))
})
