import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as api from '../../src/api/index.ts'
import * as slipway from '../../src/index.ts'
import { projectFolder, readPage } from './blocks.ts'

const operation = { method: 'GET', path: '/' }
const last = { status: 'exited', exitCode: 1, oomKilled: false, restarts: 0, healthLog: [], logTail: [] }
const details = { image: 'app', containerId: 'c', what: 'it exited', elapsedMs: 1, waits: [], last }

const errors: readonly api.SlipwayError[] = [
  new api.InvalidArgumentError('no'),
  new slipway.EngineNotFoundError([]),
  new api.EngineConnectionError('unix:///none', operation, new Error('gone')),
  new api.ProtocolError('no'),
  ...[418, 400, 401, 403, 404, 409, 500].map((status) => api.EngineError.of(operation, status, 'no')),
  new api.ImagePullError('app', 'no'),
  new api.ImagePushError('app', 'no'),
  new api.BuildError('app', 'no'),
  new api.RunError('app', api.EngineError.of(operation, 400, 'no')),
  ...(['exited', 'timeout', 'failed', 'refused'] as const).map(
    (reason) => new slipway.StartupError({ ...details, reason }),
  ),
]

/** The first two columns of the table: class and codes. */
const documented = [...readPage('docs/errors.md').matchAll(/^\| `(\w+Error)`[^|]*\| (`[A-Z_]+`[^|]*) \|/gm)].map(
  ([, name = '', codes = '']) => ({ name, codes: codes.replaceAll('`', '').split(', ') }),
)

test('docs/errors.md has every error class, and no other', () => {
  const classes = Object.entries({ ...api, ...slipway }).flatMap(([name, value]) =>
    typeof value === 'function' && (value === api.SlipwayError || value.prototype instanceof api.SlipwayError)
      ? [name]
      : [],
  )
  expect(documented.map(({ name }) => name).sort()).toEqual(classes.sort())
})

test.each(errors.map((error) => [error.name, error.code] as const))(
  'docs/errors.md has the code of %s, %s',
  (name, code) => {
    expect(documented).toContainEqual({ name, codes: expect.arrayContaining([code]) })
  },
)

test('docs/errors.md has every code of an error that has no class of its own', () => {
  const sources = readdirSync(join(projectFolder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(projectFolder, 'src', path), 'utf8'))
  const codes = sources.flatMap((text) =>
    [...text.matchAll(/new SlipwayError\(\s*'([A-Z_]+)'/g)].map(([, code]) => code),
  )
  const codesOf = documented.find(({ name }) => name === 'SlipwayError')?.codes ?? []
  expect([...new Set(codes)].sort()).toEqual([...codesOf].sort())
})
