import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Header, pack } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { unpack } from '../../../src/api/buildkit/unpack.ts'

type Entry = Partial<Header> & { readonly name: string; readonly content?: string }

const archiveOf = async (entries: readonly Entry[]): Promise<Buffer> => {
  const archive = pack()
  for (const { content = '', ...header } of entries) archive.entry(header, content)
  archive.finalize()
  return buffer(archive)
}

/** A folder to unpack into, with another one beside it that must stay as it is. */
const newFolder = async (): Promise<{ readonly folder: string; readonly outside: string }> => {
  const root = await mkdtemp(join(tmpdir(), 'slipway-unpack-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const folder = join(root, 'in')
  const outside = join(root, 'out')
  await Promise.all([mkdir(folder), mkdir(outside)])
  return { folder, outside }
}

const unpackInto = async (folder: string, entries: readonly Entry[]): Promise<void> =>
  unpack(Readable.from([await archiveOf(entries)]), folder)

test('files, folders and links are unpacked as this user has them', async () => {
  const { folder } = await newFolder()
  await unpackInto(folder, [
    { name: 'lib/', type: 'directory', mode: 0o755 },
    { name: 'lib/app.1.2', mode: 0o4755, uid: 12_345, gid: 12_345, content: 'program' },
    { name: 'lib/app.1', type: 'symlink', linkname: 'app.1.2' },
    { name: 'lib/app', type: 'symlink', linkname: 'app.1' },
    { name: 'bin/app', type: 'symlink', linkname: '../lib/app' },
    { name: 'copy', type: 'link', mode: 0o4755, linkname: 'lib/app.1.2' },
    { name: './dot', content: 'dot' },
  ])
  expect(await readFile(join(folder, 'bin', 'app'), 'utf8')).toBe('program')
  expect(await readFile(join(folder, 'copy'), 'utf8')).toBe('program')
  expect(await readFile(join(folder, 'dot'), 'utf8')).toBe('dot')
  expect(await readlink(join(folder, 'lib', 'app'))).toBe('app.1')
  const { mode, uid } = await lstat(join(folder, 'lib', 'app.1.2'))
  // No program of an image may become one that runs as somebody else.
  expect(mode & 0o7777).toBe(0o755 & ~process.umask())
  expect(uid).toBe(process.getuid?.())
})

test('what the folder has already stays, unless the output has the same', async () => {
  const { folder } = await newFolder()
  await writeFile(join(folder, 'mine'), 'mine')
  await writeFile(join(folder, 'both'), 'old and longer')
  await unpackInto(folder, [{ name: 'both', content: 'new' }])
  expect(await readFile(join(folder, 'mine'), 'utf8')).toBe('mine')
  expect(await readFile(join(folder, 'both'), 'utf8')).toBe('new')
})

test.each<readonly [string, Entry, string]>([
  ['an absolute path', { name: '/etc/evil' }, 'the output holds `/etc/evil`, which lies outside of it'],
  ['a path upwards', { name: '../evil' }, 'the output holds `../evil`, which lies outside of it'],
  [
    'a path upwards in the middle',
    { name: 'a/../../evil' },
    'the output holds `a/../../evil`, which lies outside of it',
  ],
  [
    'an absolute link',
    { name: 'evil', type: 'symlink', linkname: '/etc' },
    'the output holds `evil`, a link to `/etc` outside of it: ask for a tar archive',
  ],
  [
    'a link upwards',
    { name: 'a/evil', type: 'symlink', linkname: '../../out' },
    'the output holds `a/evil`, a link to `../../out` outside of it: ask for a tar archive',
  ],
  [
    'a link upwards behind a name, which may be a link itself',
    { name: 'evil', type: 'symlink', linkname: 'b/..' },
    'the output holds `evil`, a link to `b/..` outside of it: ask for a tar archive',
  ],
  [
    'a second name for a file outside',
    { name: 'evil', type: 'link', linkname: '../out/secret' },
    'the output holds `evil`, a link to `../out/secret` outside of it: ask for a tar archive',
  ],
  [
    'a device',
    { name: 'evil', type: 'character-device' },
    'the output holds `evil` (character-device): ask for a tar archive',
  ],
])('%s is refused, and nothing is written outside', async (_, entry, message) => {
  const { folder, outside } = await newFolder()
  await expect(unpackInto(folder, [{ name: 'good', content: 'x' }, entry, { name: 'after' }])).rejects.toThrow(message)
  expect(await readdir(outside)).toEqual([])
  expect(await readdir(folder)).not.toContain('after')
})

test('nothing is written through a link that is there already', async () => {
  const { folder, outside } = await newFolder()
  await symlink(outside, join(folder, 'sub'))
  await writeFile(join(outside, 'kept'), 'kept')
  await symlink(join(outside, 'kept'), join(folder, 'file'))
  await expect(unpackInto(folder, [{ name: 'sub/evil' }])).rejects.toThrow()
  await unpackInto(folder, [{ name: 'file', content: 'new' }])
  expect(await readdir(outside)).toEqual(['kept'])
  expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept')
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new')
})

test('nothing is written through a link that came a moment before', async () => {
  const { folder } = await newFolder()
  await mkdir(join(folder, 'real'))
  const entries: readonly Entry[] = [
    { name: 'sub', type: 'symlink', linkname: 'real' },
    { name: 'sub/evil', content: 'x' },
  ]
  await expect(unpackInto(folder, entries)).rejects.toThrow()
  expect(await readdir(join(folder, 'real'))).toEqual([])
})

test('an archive whose source breaks is that error', async () => {
  const { folder } = await newFolder()
  const archive = await archiveOf([{ name: 'deep/file', content: 'x'.repeat(2000) }])
  for (let length = 0; length < archive.length; length += 100) {
    async function* source() {
      yield archive.subarray(0, length)
      throw new RangeError('out of luck')
    }
    await expect(unpack(Readable.from(source()), folder)).rejects.toThrow(RangeError)
  }
})

test('an archive that is cut short is an error', async () => {
  const { folder } = await newFolder()
  const archive = await archiveOf([{ name: 'file', content: 'x'.repeat(2000) }])
  await expect(unpack(Readable.from([archive.subarray(0, 1000)]), folder)).rejects.toThrow()
})
