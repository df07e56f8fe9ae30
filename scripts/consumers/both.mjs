// Both copies in one process, as when a CommonJS test framework loads an ESM library that uses the package too.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { namesOf } from './exercise.cjs'

const require = createRequire(import.meta.url)
const { exports } = require('slipway/package.json')

for (const subpath of Object.keys(exports).filter((name) => name !== './package.json')) {
  const name = subpath.replace('.', 'slipway')
  assert.deepEqual(namesOf(await import(name)), namesOf(require(name)), `${name} exports the same names to both`)
}

const { SlipwayError } = await import('slipway/api')
const { InvalidArgumentError } = require('slipway/api')
assert.ok(SlipwayError.is(new InvalidArgumentError('x')), 'errors of one copy are known to the other')
