import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blocksOf, pages } from './blocks.ts'
import { removeLeftovers } from './leftovers.ts'
import { promised, run } from './run.ts'

const blocks = pages.flatMap(blocksOf).filter(({ isRun }) => isRun)
const ownFolder = process.cwd()

// Paths in the snippets are those of a project of the reader's.
beforeAll(async () => {
  await removeLeftovers()
  process.chdir(join(import.meta.dirname, 'project'))
})
afterAll(() => process.chdir(ownFolder))

test.each(blocks.map((block) => [block.place, block] as const))(
  'the snippet at %s does what it says',
  async (_, block) => {
    const says = promised(block)
    const printed = await run(block)
    expect(
      printed.filter((line) => says.includes(line)),
      printed.join('\n'),
    ).toEqual(says)
  },
)
