import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { extract, pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idle, inside } from './idle.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  await mkdir(join(folder, 'tree/deep'), { recursive: true })
  await writeFile(join(folder, 'tree/deep/leaf'), 'leaf')
  await writeFile(join(folder, 'run.sh'), '#!/bin/sh\necho ran\n', { mode: 0o644 })
  await symlink('run.sh', join(folder, 'link.sh'))
})
afterAll(() => rm(folder, { recursive: true }))

test('files, directories and contents are in place before the command runs', async () => {
  await using container = await idle()
    .withCommand(['sh', '-c', 'cat /etc/app/text /srv/tree/deep/leaf > /seen; exec sleep infinity'])
    .withCopyContentToContainer([{ content: 'text ', target: '/etc/app/text' }])
    .withCopyDirectoriesToContainer([{ source: join(folder, 'tree'), target: '/srv/tree' }])
    .withCopyFilesToContainer([{ source: join(folder, 'run.sh'), target: '/bin/run', mode: 0o755 }])
    .withCopyFilesToContainer([{ source: join(folder, 'link.sh'), target: '/bin/link.sh', mode: 0o700 }])
    .start()
  expect(
    await inside(container, 'cat /seen; echo; run; /bin/link.sh; stat -c %a /bin/run /bin/link.sh /etc/app/text'),
  ).toBe('text leaf\nran\nran\n755\n700\n644')
})

test('a stream as content is there for every start of one builder', async () => {
  const builder = idle().withCopyContentToContainer([
    { content: Readable.from(['once']), target: '/text', mode: 0o600 },
  ])
  await using first = await builder.start()
  await using second = await builder.start()
  expect(await inside(first, 'cat /text')).toBe('once')
  expect(await inside(second, 'cat /text; stat -c " %a" /text')).toBe('once 600')
})

test('an archive is unpacked into its target', async () => {
  const tar = pack()
  tar.entry({ name: 'in/archive' }, 'packed')
  tar.finalize()
  await using container = await idle()
    .withCopyArchivesToContainer([{ tar: Readable.from(tar), target: '/tmp' }])
    .start()
  expect(await inside(container, 'cat /tmp/in/archive')).toBe('packed')
})

test('a running container takes files, directories and contents, and gives archives back', async () => {
  await using container = await idle().start()
  await container.copyContentToContainer([{ content: Buffer.from('bytes'), target: '/a/b/c' }])
  await container.copyDirectoriesToContainer([{ source: join(folder, 'tree'), target: '/tree' }])
  await container.copyFilesToContainer([{ source: join(folder, 'run.sh'), target: '/run.sh' }])
  expect(await inside(container, 'cat /a/b/c /tree/deep/leaf; sh /run.sh')).toBe('bytesleafran')

  const names: string[] = []
  const unpacked = Readable.from(await container.copyArchiveFromContainer('/tree')).pipe(extract())
  for await (const entry of unpacked) {
    names.push(entry.header.name)
    entry.resume()
  }
  // Podman 4 writes folders without a slash.
  expect(names.map((name) => name.replace(/\/$/, ''))).toEqual(['tree', 'tree/deep', 'tree/deep/leaf'])
})

test('a stopped container that was kept still gives its files', async () => {
  const container = await idle()
    .withCopyContentToContainer([{ content: 'kept', target: '/kept' }])
    .start()
  const stopped = await container.stop({ remove: false })
  try {
    const archive = Readable.from(await stopped.copyArchiveFromContainer('/kept')).pipe(extract())
    for await (const entry of archive)
      expect(await new Response(Readable.toWeb(Readable.from(entry))).text()).toBe('kept')
  } finally {
    await container.stop()
  }
})

test('a source that does not exist is named before anything is created', async () => {
  const missing = join(folder, 'missing')
  await expect(
    idle()
      .withCopyFilesToContainer([{ source: missing, target: '/x' }])
      .start(),
  ).rejects.toThrow(`Copy source \`${missing}\` does not exist.`)
  await expect(
    idle()
      .withCopyFilesToContainer([{ source: folder, target: '/x' }])
      .start(),
  ).rejects.toThrow(`Copy source \`${folder}\` is not a file. Use withCopyDirectoriesToContainer().`)
  expect(() => idle().withCopyContentToContainer([{ content: '', target: 'relative' }])).toThrow(
    'Copy target `relative` is not usable: expected an absolute path in the container.',
  )
  const isDirectory = 'Copy target `/etc/` is not usable: it is a directory. Expected the path of the file in it.'
  expect(() => idle().withCopyContentToContainer([{ content: '', target: '/etc/' }])).toThrow(isDirectory)
  expect(() => idle().withCopyFilesToContainer([{ source: missing, target: '/etc/' }])).toThrow(isDirectory)
})
