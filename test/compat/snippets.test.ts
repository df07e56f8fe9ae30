import { expect, test } from 'vitest'
import { filesIn, typeErrors } from './compile.ts'

// One for each page of testcontainers' documentation, with every call that it shows, in our words.
const snippets = filesIn('snippets')

test('the snippets are right by the declarations of testcontainers', { timeout: 60_000 }, () => {
  expect(typeErrors(snippets, 'testcontainers')).toEqual([])
})

test('the same snippets are right by ours, with nothing but the import changed', { timeout: 60_000 }, () => {
  expect(typeErrors(snippets, 'slipway')).toEqual([])
})

test.each(['testcontainers', 'slipway'] as const)(
  'the migrated test files are right by the declarations of %s',
  {
    timeout: 60_000,
  },
  (behind) => {
    expect(typeErrors(filesIn('migration'), behind)).toEqual([])
  },
)
