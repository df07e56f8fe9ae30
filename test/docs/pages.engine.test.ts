import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SlipwayError, UnsupportedError } from '../../src/api/index.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { type Block, blocksOf, pages } from './blocks.ts'
import { removeLeftovers } from './leftovers.ts'
import { promised, run } from './run.ts'

const { isPodman, major } = await engineTraits()
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
    const refused = refusal(block)
    if (refused) return await expect(run(block).finally(removeLeftovers)).rejects.toThrow(refused)
    const says = promised(block)
    const printed = await run(block)
    expect(
      printed.filter((line) => says.includes(line)),
      printed.join('\n'),
    ).toEqual(says)
  },
)

/** What the engine refuses a block with, if it does. */
const refusal = ({ code, needsDocker }: Block) => {
  if (isPodman && needsDocker) return UnsupportedError
  if (isPodman && major === 4) return unknownToPodman4.find(([words]) => code.includes(words))?.[1]
  return undefined
}

const unknownToPodman4: readonly (readonly [words: string, error: typeof SlipwayError | RegExp])[] = [
  ['containers.update(', UnsupportedError],
  ["dangling: ['false']", /specifying "dangling" filter more than once/],
]
