import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GenericContainer, GenericContainerBuilder, Network, SocatContainer, Volume } from '../../src/index.ts'

const tests = join(import.meta.dirname, '..')
const engineTests = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.engine.test.ts'))
  .map((path) => readFileSync(join(tests, path), 'utf8'))
  .join('\n')

test.each([GenericContainer, GenericContainerBuilder, Network, SocatContainer, Volume])(
  'each setter of %o is called where an engine says what it does',
  ({ prototype }) => {
    const setters = Object.getOwnPropertyNames(prototype).filter((name) => name.startsWith('with'))
    expect(setters).not.toEqual([])
    expect(setters.filter((name) => !engineTests.includes(`.${name}(`))).toEqual([])
  },
)
