import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyDigests } from '../../src/run/copy-digests.ts'
import { copiedContent, copiedDirectory, copiedFile } from '../../src/spec/copies.ts'

test('contents, names and permissions make a difference, and nothing else does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  try {
    await mkdir(join(folder, 'deep'))
    const file = join(folder, 'deep/file')
    await writeFile(file, 'one')
    const seen = async () => JSON.stringify(await copyDigests([copiedDirectory({ source: folder, target: '/to' })]))
    const first = await seen()
    await writeFile(file, 'one')
    expect(await seen()).toBe(first)
    await writeFile(file, 'two')
    const second = await seen()
    await chmod(file, 0o600)
    const third = await seen()
    await rename(file, join(folder, 'deep/other'))
    expect(new Set([first, second, third, await seen()]).size).toBe(4)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the mode that a copy gets counts, and so do several for one target', async () => {
  const text = (content: string, mode?: number) => copiedContent({ content, target: '/file', mode })
  const digests = await Promise.all(
    [[text('a')], [text('a', 0o600)], [text('b')], [text('a'), text('b')]].map((copies) => copyDigests(copies)),
  )
  expect(new Set(digests.map((digest) => digest['/file'])).size).toBe(4)
  const own = (mode: number) => copyDigests([copiedFile({ source: import.meta.filename, target: '/x', mode })])
  expect(await own(0o600)).not.toEqual(await own(0o700))
})
