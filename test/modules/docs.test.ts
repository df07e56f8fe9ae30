import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const pages = new URL('../../docs/modules/', import.meta.url)

test.each(readdirSync(pages))('every snippet of %s is a region of a test', (page) => {
  const markdown = readFileSync(new URL(page, pages), 'utf8')
  const tested = readFileSync(new URL(page.replace(/\.md$/, '.module.test.ts'), import.meta.url), 'utf8')
  const regions = [...tested.matchAll(/^ *\/\/ #region [^\n]*\n(.*?)^ *\/\/ #endregion$/gms)].map(
    ([, code = '']) => code,
  )
  const snippets = [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => withoutImports(code))
  expect(snippets.sort()).toEqual(regions.map(outdented).sort())
})

const withoutImports = (code: string) => code.replace(/^(import .*|\/\/ continues)\n/gm, '').trimStart()

const outdented = (code: string) => code.replace(/^ {2}/gm, '')
