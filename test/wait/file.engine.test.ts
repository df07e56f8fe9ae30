import { expect, test } from 'vitest'
import { GenericContainer, StartupError, Volume, Wait } from '../../src/index.ts'

const shell = (script: string) => new GenericContainer('busybox:latest').withCommand(['sh', '-c', script])

test.each([
  ['a directory', '/made', undefined],
  ['what a link leads to', '/link', 'content'],
  ['what a link to a link leads to', '/links/link', 'content'],
  ['a file of a volume', '/volume/file', 'content'],
  ['a pipe', '/pipe', undefined],
  ['an empty file', '/made/empty', /^$/],
  ['a large file, by its beginning', '/large', /^content/],
])('%s is found', async (_, path, contains) => {
  const script = [
    'mkdir /made /links',
    'echo content > /made/file',
    'touch /made/empty',
    'mkfifo /pipe',
    'ln -s made/file /link',
    'ln -s ../link /links/link',
    'echo content > /volume/file',
    'echo content > /large; dd if=/dev/zero bs=1M count=3 >> /large 2> /dev/null',
    'exec sleep 1000',
  ]
  await using volume = await new Volume().start()
  await using container = await shell(script.join('; '))
    .withBindMounts([{ source: volume.getName(), target: '/volume' }])
    .withWaitStrategy(Wait.forFile(path, { contains }))
    .start()
  expect(container.getId()).toMatch(/^[0-9a-f]{64}$/)
})

test('what is not there is not found: nothing behind a link, no text in a directory, another text', async () => {
  const seen = async (path: string, contains?: string) => {
    // It is looked at once more after its end, so what was seen last is how it was left.
    const error = await shell('mkdir /made; ln -s nowhere /link; echo content > /made/file')
      .withWaitStrategy(Wait.forFile(path, { contains }))
      .start()
      .then(
        () => undefined,
        (reason: unknown) => reason,
      )
    if (!(error instanceof StartupError)) throw error
    return error.waits[0]?.lastSaw?.replace(/ \(\d+ times\)$/, '')
  }
  expect(await Promise.all([seen('/none'), seen('/link'), seen('/made', 'x'), seen('/made/file', 'x')])).toEqual([
    'no such file',
    'no such file',
    'a directory',
    '8 bytes without it',
  ])
})

test('an image without a shell, and a container that has ended, are looked into too', async () => {
  await using container = await new GenericContainer('busybox:latest')
    .withEntrypoint(['/bin/busybox', 'touch', '/ready'])
    .withBindMounts([{ source: '/dev/null', target: '/bin/sh' }])
    .withWaitStrategy(Wait.forFile('/ready'))
    .start()
  expect(container.getId()).toMatch(/^[0-9a-f]{64}$/)
})

test('a file that is written again and again is read whole', async () => {
  const script =
    'i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo "lines $i" >> /log; done; echo done >> /log; exec sleep 1000'
  await using container = await shell(script)
    .withWaitStrategy(Wait.forFile('/log', { contains: /^lines 400\ndone\n$/m }).withPollInterval(5))
    .start()
  expect(container.getId()).toMatch(/^[0-9a-f]{64}$/)
})
