import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UnsupportedError } from '../../src/api/index.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { blocksOf, pages } from './blocks.ts'
import { removeLeftovers } from './leftovers.ts'
import { promised, run } from './run.ts'

const { isPodman } = await engineTraits()
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
    if (isPodman && block.needsDocker) return await expect(run(block)).rejects.toThrow(UnsupportedError)
    const says = promised(block)
    const printed = await run(block)
    expect(
      printed.filter((line) => says.includes(line)),
      printed.join('\n'),
    ).toEqual(says)
  },
)
