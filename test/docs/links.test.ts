import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { pages, projectFolder, readPage } from './blocks.ts'

test.each(pages)('every link of %s leads to a page and a heading that exist', (page) => {
  const broken = linksOf(page).filter((link) => !isAlive(page, link))
  expect(broken).toEqual([])
})

const linksOf = (page: string): readonly string[] =>
  [...withoutCode(readPage(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))

const isAlive = (page: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(projectFolder, target))) return false
  return anchor === undefined || anchorsOf(target).has(anchor)
}

/** The anchors that a forge gives to headings: lower case, without punctuation, hyphens for spaces. */
const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [...withoutCode(readPage(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )

const withoutCode = (text: string): string => text.replaceAll(/^```.*?^```$/gms, '')
