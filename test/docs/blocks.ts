import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const projectFolder: string = join(import.meta.dirname, '..', '..')

/** The pages whose snippets and links are tested, as paths from the project's folder. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(projectFolder, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`)
    .sort(),
]

/** One fenced `ts` block of a page. */
export interface Block {
  /** Where its first line is: `docs/api.md:12`. */
  readonly place: string
  /** Whether the fence says `ts run`: it is run against an engine, not only type-checked. */
  readonly isRun: boolean
  /** Whether it says `ts run docker`: Podman does not have what it shows. */
  readonly needsDocker?: boolean
  /** What stands in the block, and before it the blocks that it says it continues. */
  readonly code: string
}

export const readPage = (page: string): string => readFileSync(join(projectFolder, page), 'utf8')

/** The `ts` blocks of a page. One that begins with the line `// continues` continues the block before it. */
export const blocksOf = (page: string): readonly Block[] => {
  const text = readPage(page)
  const blocks: Block[] = []
  for (const { 1: info = '', 2: own = '', index } of text.matchAll(/^```ts( run(?: docker)?)?\n(.*?)^```$/gms)) {
    const before = own.startsWith('// continues\n') ? (blocks.at(-1)?.code ?? '') : ''
    blocks.push({
      place: `${page}:${text.slice(0, index).split('\n').length + 1}`,
      isRun: info !== '',
      needsDocker: info === ' run docker',
      code: before + own,
    })
  }
  return blocks
}

/** The examples in the docstrings of one source file. */
export const examplesOf = (file: string): readonly Block[] => {
  const text = readFileSync(join(projectFolder, file), 'utf8')
  return [...text.matchAll(/^ *\* @example\n((?: *\* [^@\n].*\n)+)/gm)].map(({ 1: lines = '', index }) => ({
    place: `${file}:${text.slice(0, index).split('\n').length + 1}`,
    isRun: false,
    code: lines.replaceAll(/^ *\* /gm, ''),
  }))
}
