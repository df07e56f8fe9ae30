import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, inject, test } from 'vitest'
import { programOf, runSample, withoutNames } from './support/run-sample.ts'

// Each block of docs/test-runners.md that names a file is that file, in a project for each of the page's sections.

const page = await readFile('docs/test-runners.md', 'utf8')
const sections = new Map(page.split(/^## /m).map((section) => [section.split('\n')[0], section]))

const filesOf = (section: string): ReadonlyMap<string, string> =>
  new Map(
    [...(sections.get(section) ?? '').matchAll(/^```[jt]s ([\w.]+)\n(.*?)^```$/gms)].map(
      ([, name = '', code = '']) => [name, code] as const,
    ),
  )

beforeAll(async () => {
  for (const section of ['Vitest', 'Jest', 'node:test']) {
    const folder = join(inject('consumer'), folderOf(section))
    await mkdir(folder)
    await writeFile(
      join(folder, 'package.json'),
      `{ "private": true${section === 'Vitest' ? ', "type": "module"' : ''} }`,
    )
    for (const [name, code] of filesOf(section)) await writeFile(join(folder, name), code)
  }
})

const folderOf = (section: string) => `docs-${section.replace(':', '-')}`
const runSection = (section: string, args: readonly string[], node?: string) =>
  runSample(folderOf(section), args, { part: '', node })

test('the files of the page are run by Vitest', async () => {
  const { output, exitCode } = await runSection('Vitest', [
    programOf('vitest/vitest.mjs'),
    'run',
    '--exclude',
    'failing.test.ts',
  ])
  expect(output).toContain('Tests  3 passed (3)')
  expect(exitCode).toBe(0)
})

test('what a person sees when a test fails is what the page shows', async () => {
  const { output, exitCode } = await runSection('Vitest', [programOf('vitest/vitest.mjs'), 'run', 'failing'])
  const [, shown = ''] = /^```text\n(.*?)^```$/ms.exec(page) ?? []
  expect(withoutPorts(output)).toContain(withoutPorts(shown))
  expect(exitCode).toBe(1)
})

const withoutPorts = (output: string) => withoutNames(output).replaceAll(/\[[\w:.]+\]:\d+/g, '[<client>]')

test('the files of the page are right by their types', async () => {
  const files = [...filesOf('Vitest').keys()]
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node']
  const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc')
  // Vitest's own declarations name optional packages of its.
  const args = [tsc, ...options, '--allowImportingTsExtensions', '--skipLibCheck', ...files]
  const { output, exitCode } = await runSection('Vitest', args)
  expect(output).toBe('')
  expect(exitCode).toBe(0)
})

test('the files of the page are run by Jest', async () => {
  const { output, exitCode } = await runSection('Jest', [programOf('jest/bin/jest.js')])
  expect(output).toContain('Tests:       3 passed, 3 total')
  expect(exitCode).toBe(0)
})

test.for([
  ['20', ['run.mjs', 'file.test.mjs', 'run.test.mjs']],
  ['24', ['--test', '--test-reporter=spec', '--test-global-setup=containers.mjs']],
] as const)('the files of the page are run by Node %s', async ([node, args]) => {
  const { output, exitCode } = await runSection('node:test', args, node)
  expect(output).toMatch(/^ℹ pass 2$/m)
  expect(exitCode).toBe(0)
})
