import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { testBuildKit } from '../support/buildkit.ts'
import { contextOf } from '../support/builds.ts'
import { untar } from '../support/tar.ts'

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-output-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

const files = {
  Dockerfile: `FROM busybox AS made
RUN mkdir -p /out/lib && echo made > /out/lib/made.txt && ln -s made.txt /out/lib/link
FROM scratch
COPY given.txt /
COPY --from=made /out /
`,
  'given.txt': 'given\n',
}

testBuildKit('a tar archive of the last stage comes as a file', async () => {
  await using engine = await Engine.connect()
  const file = join(await newFolder(), 'out.tar')
  const result = await engine.build(await contextOf(files), { output: { type: 'tar', file } })
  expect(result).toEqual({ imageId: undefined })
  expect(untar(await readFile(file))).toEqual({ 'given.txt': 'given\n', 'lib/made.txt': 'made\n' })
})

testBuildKit('the same comes as a stream, of more than fits any buffer', async () => {
  await using engine = await Engine.connect()
  const stream = new PassThrough()
  const big = { Dockerfile: 'FROM busybox\nRUN head -c 40000000 /dev/zero > /big\n' }
  const [archive] = await Promise.all([
    buffer(stream),
    engine.build(await contextOf(big), { output: { type: 'tar', stream } }),
  ])
  expect(untar(archive).big).toHaveLength(40_000_000)
})

testBuildKit('the files come into a folder', async () => {
  await using engine = await Engine.connect()
  const folder = join(await newFolder(), 'new')
  await engine.build(await contextOf(files), { output: { type: 'local', folder } })
  expect((await readdir(folder)).sort()).toEqual(['given.txt', 'lib'])
  expect(await readFile(join(folder, 'lib', 'made.txt'), 'utf8')).toBe('made\n')
  expect(await readlink(join(folder, 'lib', 'link'))).toBe('made.txt')
})

testBuildKit('an output with a link out of the folder is refused, with what to do', async () => {
  await using engine = await Engine.connect()
  const folder = await newFolder()
  const linking = { Dockerfile: 'FROM busybox\nRUN mkdir /x && ln -s /etc/passwd /x/users\n' }
  const error: unknown = await engine
    .build(await contextOf(linking), { output: { type: 'local', folder } })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    name: 'BuildError',
    message: expect.stringMatching(/a link to `.*` outside of it: ask for a tar archive/),
  })
  expect(error).toMatchObject({ cause: expect.any(Error) })
})

testBuildKit('a build that fails leaves no file', async () => {
  await using engine = await Engine.connect()
  const folder = await newFolder()
  const output = { type: 'tar', file: join(folder, 'out.tar') } as const
  const failing = engine.build(await contextOf({ Dockerfile: 'FROM busybox\nRUN false\n' }), { output })
  await expect(failing).rejects.toMatchObject({ name: 'BuildError', exitCode: 1 })
  expect(await readdir(folder)).toEqual([])
})
