import { expect, test } from 'vitest'
import type { OutputChunk } from '../../../src/api/index.ts'
import { KeptOutput } from '../../../src/api/stream/kept-output.ts'

const keep = (chunks: Iterable<OutputChunk>, maxBytes?: number): KeptOutput => {
  const kept = new KeptOutput(maxBytes)
  for (const chunk of chunks) kept.add(chunk)
  return kept
}

const out = (data: string | Uint8Array): OutputChunk => ({ stream: 'stdout', data: Buffer.from(data) })
const err = (data: string | Uint8Array): OutputChunk => ({ stream: 'stderr', data: Buffer.from(data) })

test('both streams and their order are kept', () => {
  expect(keep([out('a'), out('b'), err('c'), out('d'), err('')]).text()).toEqual({
    stdout: 'abd',
    stderr: 'c',
    output: 'abcd',
  })
  expect(keep([]).text()).toEqual({ stdout: '', stderr: '', output: '' })
})

test('a character that was cut is whole, at every byte and with the other stream between', () => {
  const bytes = Buffer.from('€😀')
  for (let at = 1; at < bytes.length; at++) {
    const { stdout, output } = keep([out(bytes.subarray(0, at)), err('!'), out(bytes.subarray(at))]).text()
    expect(stdout).toBe('€😀')
    expect(output.replace('!', '')).toBe('€😀')
  }
})

test('what is no UTF-8 is replaced, not thrown', () => {
  expect(keep([out(Uint8Array.of(0xff, 0x61, 0xe2, 0x82))]).text().stdout).toBe('\ufffda\ufffd')
})

test('pieces larger than a block, and millions of small ones, are the same bytes', () => {
  expect(keep([out('x'.repeat(200_001))]).text().stdout).toBe('x'.repeat(200_001))
  const many = function* () {
    for (let i = 0; i < 200_000; i++) yield i % 2 ? out('o') : err('e')
  }
  expect(keep(many()).text().output).toBe('eo'.repeat(100_000))
})

test('what was handed in may be used again', () => {
  const data = Buffer.from('first')
  const kept = keep([{ stream: 'stdout', data }])
  data.write('other')
  expect(kept.text().stdout).toBe('first')
})

test('of more than is to be kept, the end is, without half a character at its beginning', () => {
  const kept = keep([out('€'.repeat(100_000)), err('.'), out('€'.repeat(100_000))], 100_000)
  const { stdout, stderr } = kept.text()
  expect(kept.isTruncated).toBe(true)
  expect(Buffer.byteLength(stdout)).toBeGreaterThanOrEqual(99_990)
  expect(Buffer.byteLength(stdout)).toBeLessThan(200_000)
  expect(stdout.replaceAll('€', '')).toBe('')
  expect(stderr).toBe('')
})

test('as much as is to be kept is not too much', () => {
  const kept = keep([out('x'.repeat(65_535)), out('y')], 65_536)
  expect(kept.isTruncated).toBe(false)
  expect(kept.text().stdout).toHaveLength(65_536)
})
