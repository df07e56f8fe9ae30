import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blocksOf, examplesOf, pages, projectFolder } from './blocks.ts'
import { typeErrors } from './type-check.ts'

test('every snippet of the documentation and every example in a docstring is right by its types', {
  timeout: 60_000,
}, () => {
  const snippets = pages.flatMap(blocksOf)
  const examples = sources().flatMap(examplesOf)
  expect(snippets.length).toBeGreaterThan(20)
  expect(examples.length).toBeGreaterThan(3)
  expect(typeErrors([...snippets, ...examples.map((example) => ({ ...example, code: names + example.code }))])).toEqual(
    [],
  )
})

test('a snippet that is wrong is found, with its place', { timeout: 60_000 }, () => {
  const code = `import { GenericContainer } from 'slipway'\nnew GenericContainer('redis').withoutPorts()\n`
  expect(typeErrors([{ place: 'docs/wrong.md:7', isRun: false, code }])).toEqual([
    "docs/wrong.md:7: `withoutPorts`: Property 'withoutPorts' does not exist on type 'GenericContainer'.",
  ])
})

// Examples stand beside what they show: they need no imports for a reader.
const names = `
import { createConnection } from 'mysql2/promise'
import { Client } from '@opensearch-project/opensearch'
import { configure, GenericContainer, Network, SocatContainer, startAll, Wait } from 'slipway'
import { MinioContainer } from 'slipway/minio'
import { MySqlContainer } from 'slipway/mysql'
import { OpenSearchContainer } from 'slipway/opensearch'
`

const sources = (): readonly string[] =>
  readdirSync(join(projectFolder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/${path}`)
