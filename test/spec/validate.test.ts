import { expect, test } from 'vitest'
import { requireCount, requireMilliseconds } from '../../src/spec/validate.ts'

test('milliseconds above 0 are taken, and no limit at all', () => {
  expect([0.5, 30_000, Number.POSITIVE_INFINITY].map((ms) => requireMilliseconds('withStartupTimeout()', ms))).toEqual([
    0.5,
    30_000,
    Number.POSITIVE_INFINITY,
  ])
})

test('whatever else is given as milliseconds is shown with its type', () => {
  const refused = ['30s', 0, -1, Number.NaN, null, undefined, 10n, { seconds: 30 }].map((value) => {
    try {
      return requireMilliseconds('withStartupTimeout()', value)
    } catch (error) {
      return String(error)
    }
  })
  expect(refused).toMatchInlineSnapshot(`
    [
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`"30s"\` (string).",
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`0\` (number).",
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`-1\` (number).",
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`NaN\` (number).",
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`null\` (object).",
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`undefined\` (undefined).",
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`10n\` (bigint).",
      "InvalidArgumentError: withStartupTimeout() takes milliseconds above 0, got \`{ seconds: 30 }\` (object).",
    ]
  `)
})

test('a count is a whole number above 0', () => {
  expect(requireCount('forLogMessage()', 2)).toBe(2)
  expect(() => requireCount('forLogMessage()', 1.5)).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: forLogMessage() takes a whole number above 0, got \`1.5\` (number).]`,
  )
})
