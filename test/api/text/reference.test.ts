import { expect, test } from 'vitest'
import { splitTag, withDefaultTag } from '../../../src/api/text/reference.ts'

test.each([
  ['redis', { name: 'redis' }, 'redis:latest'],
  ['redis:7', { name: 'redis', tag: '7' }, 'redis:7'],
  ['a.example:5000/redis', { name: 'a.example:5000/redis' }, 'a.example:5000/redis:latest'],
  ['a.example:5000/b/redis:7', { name: 'a.example:5000/b/redis', tag: '7' }, 'a.example:5000/b/redis:7'],
  ['redis@sha256:00', { name: 'redis@sha256:00' }, 'redis@sha256:00'],
  ['redis:7@sha256:00', { name: 'redis:7@sha256:00' }, 'redis:7@sha256:00'],
])('`%s` is taken apart at its tag, and asked for as one image', (reference, parts, full) => {
  expect(splitTag(reference)).toEqual(parts)
  expect(withDefaultTag(reference)).toBe(full)
})
