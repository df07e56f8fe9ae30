import { expect, test } from 'vitest'
import { sizeText } from '../../../src/api/index.ts'

test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [682_696, '683kB'],
  [1_979_344, '1.98MB'],
  [113_977_219, '114MB'],
  [999_900, '1MB'],
  [5_123_000_000, '5.12GB'],
  [2 ** 62, '4610PB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})
