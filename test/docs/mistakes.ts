import { type Block, blocksOf, readPage } from './blocks.ts'
import { run } from './run.ts'

const page = 'docs/errors.md'

/** One of the mistakes on the page about errors. */
export interface Mistake {
  readonly heading: string
  /** Those that the page names between the heading and the code. */
  readonly codes: string
  /** What makes it. */
  readonly block: Block
  /** The whole message that the page promises. */
  readonly message: string
}

/** The mistakes of the page, in its order. */
export const mistakes = (): readonly Mistake[] => {
  const [, chapter = ''] = /^## Twelve usual mistakes\n(.*?)^## /ms.exec(readPage(page)) ?? []
  return chapter
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const heading = section.slice(0, section.indexOf('\n'))
      return [...section.matchAll(/(.*?)^```ts\n(.*?)^```\n\n```\n(.*?)\n?```$/gms)].map(
        ([, codes = '', code = '', message = '']) => ({ heading, codes, block: blockOf(code), message }),
      )
    })
}

/** What making it rejects with. @param replacing what stands in the code, by what is to stand there for this run */
export const make = async ({ block }: Mistake, replacing: Readonly<Record<string, string>> = {}): Promise<Error> => {
  const code = Object.entries(replacing).reduce((text, [from, to]) => text.replaceAll(from, to), block.code)
  const outcome: unknown = await run({ ...block, code }).catch((error: unknown) => error)
  if (outcome instanceof Error) return outcome
  throw new Error(`It is no mistake: ${block.place}`)
}

/** A message without what differs between two runs. @param replaced what make() was told to replace */
export const stable = (message: string, replaced: Readonly<Record<string, string>> = {}): string => {
  const text = Object.entries(replaced)
    .reduce((given, [from, to]) => given.replaceAll(to, from), message)
    .replaceAll(/\b[\da-f]{64}\b|\b[\da-f]{12}\b/g, 'ID')
    .replaceAll(/\b[\d.]+ m?s\b/g, 'TIME')
    .replaceAll(/localhost:\d+/g, 'localhost:PORT')
    .replaceAll(/ \(\d+ times\)/g, '')
    // The engine does not always say which.
    .replace(
      /^Somebody killed it, or it ran out of memory and the engine does not say so: then (.*)\.$/m,
      'It ran out of memory and was killed: $1, or make it use less.',
    )
  // How far the wait came before the exit is a matter of luck.
  return text.includes('it exited with') ? text.replaceAll(/; last saw: .*\.$/gm, '.') : text
}

const blockOf = (code: string): Block => {
  const found = blocksOf(page).find((block) => block.code === code)
  if (found) return found
  throw new Error(`docs/errors.md has no block of its own for:\n${code}`)
}
