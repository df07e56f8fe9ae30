import { expect, test } from 'vitest'
import { blocksOf } from './blocks.ts'
import { run } from './run.ts'

test('the first example of the README runs as it is printed', async () => {
  const [example] = blocksOf('README.md')
  if (!example) throw new Error('README.md has no example')
  expect(await run(example)).toEqual(["[ { words: 'hello' } ]"])
})
