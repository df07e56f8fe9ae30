import { expect, test } from 'vitest'
import { registryAuth, registryConfig } from '../../../src/api/links/registry-auth.ts'

test('credentials are base64url with padding, whatever their length', () => {
  for (const password of ['', 'a', 'ab', 'abc', '>>>', '???', 'ü']) {
    const { 'x-registry-auth': header = '' } = registryAuth({ username: 'u', password })
    expect(header).toMatch(/^[\w-]+={0,2}$/)
    expect(header.length % 4).toBe(0)
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ username: 'u', password })
  }
})

test('a build without credentials sends no header', () => {
  expect(registryConfig(undefined)).toEqual({})
})
