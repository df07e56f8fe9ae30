import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { openOutput, outputService } from '../../../src/api/buildkit/output.ts'
import { protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { InvalidArgumentError } from '../../../src/api/index.ts'
import { tarOf } from '../support/tar.ts'
import { callMethod } from './calls.ts'

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-output-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** What BuildKit's exporter does. */
const send = (output: Parameters<typeof outputService>[0], ...pieces: readonly (string | Uint8Array)[]) =>
  callMethod(
    outputService(output)['/moby.filesync.v1.FileSend/DiffCopy'],
    pieces.map((piece) => protobuf({ 1: piece })),
  )

test('a file is there when the build has ended well, and not before', async () => {
  const folder = await newFolder()
  const file = join(folder, 'out.tar')
  await writeFile(file, 'of the build before')
  const output = await openOutput({ type: 'tar', file })
  await send(output, 'one ', 'two')
  expect(await readFile(file, 'utf8')).toBe('of the build before')
  await output.keep()
  expect(await readFile(file, 'utf8')).toBe('one two')
  expect(await readdir(folder)).toEqual(['out.tar'])
})

test('a build that fails leaves the file of the one before, and nothing else', async () => {
  const folder = await newFolder()
  const file = join(folder, 'out.tar')
  await writeFile(file, 'of the build before')
  const output = await openOutput({ type: 'tar', file })
  await send(output, 'half')
  await output.drop(new Error('failed'))
  expect(await readFile(file, 'utf8')).toBe('of the build before')
  expect(await readdir(folder)).toEqual(['out.tar'])
})

test('a stream gets the archive and its end', async () => {
  const stream = new PassThrough()
  const output = await openOutput({ type: 'tar', stream })
  const [read] = await Promise.all([text(stream), send(output, 'one ', 'two')])
  await output.keep()
  expect(read).toBe('one two')
})

test('a stream is destroyed with what the build failed with', async () => {
  const stream = new PassThrough()
  const output = await openOutput({ type: 'tar', stream })
  const reading = expect(text(stream)).rejects.toThrow('out of luck')
  await output.drop(new Error('out of luck'))
  await reading
})

test('a slow reader slows the exporter', async () => {
  const stream = new PassThrough({ highWaterMark: 1000 })
  const output = await openOutput({ type: 'tar', stream })
  let sent = 0
  async function* pieces() {
    for (; sent < 1000; sent++) yield protobuf({ 1: new Uint8Array(1000) })
  }
  const sending = callMethod(outputService(output)['/moby.filesync.v1.FileSend/DiffCopy'], pieces())
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))))
  expect(sent).toBeLessThan(200)
  const [read] = await Promise.all([text(stream), sending])
  expect(read).toHaveLength(1_000_000)
})

test('a folder is made, and gets the files', async () => {
  const folder = join(await newFolder(), 'deep', 'in')
  const output = await openOutput({ type: 'local', folder })
  await send(output, tarOf({ 'a/b.txt': 'content' }))
  await output.keep()
  expect(await readFile(join(folder, 'a', 'b.txt'), 'utf8')).toBe('content')
})

test('a place that cannot be written to is told at once', async () => {
  const file = join(await newFolder(), 'missing', 'out.tar')
  await expect(openOutput({ type: 'tar', file })).rejects.toThrow(
    new InvalidArgumentError(`The build's output cannot be written to \`${file}\` (ENOENT).`),
  )
  await expect(openOutput({ type: 'local', folder: import.meta.filename })).rejects.toThrow(
    `The build's output cannot be written to \`${import.meta.filename}\` (EEXIST).`,
  )
})
