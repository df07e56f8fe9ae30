import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { InvalidArgumentError } from '../../../src/api/index.ts'
import { fakeEngine } from '../../api/support/fake-engine.ts'
import { tarOf } from '../../api/support/tar.ts'

const tar = tarOf({ 'hello.txt': 'hello', Dockerfile: 'FROM scratch\n' })

/** What begins like an archive of a program that engines start: the rest does not matter, they start it anyway. */
const compressed: Readonly<Record<string, Buffer>> = {
  bzip2: Buffer.concat([Buffer.from('BZh91AY&SY'), tar]),
  xz: Buffer.concat([Buffer.from('fd377a585a00', 'hex'), tar]),
  zstd: Buffer.concat([Buffer.from('28b52ffd', 'hex'), tar]),
  'zstd with a frame to skip': Buffer.concat([Buffer.from('5a2a4d18', 'hex'), tar]),
  'gzip in gzip': gzipSync(gzipSync(tar)),
  'xz in gzip': gzipSync(Buffer.concat([Buffer.from('fd377a585a00', 'hex'), tar])),
}

const roads: Readonly<Record<string, (bytes: Buffer) => Readable | Uint8Array>> = {
  bytes: (bytes) => bytes,
  'a stream': (bytes) => Readable.from([bytes], { objectMode: false }),
  'a stream of single bytes': (bytes) => Readable.from(singly(bytes)),
}

function* singly(bytes: Buffer): Generator<Buffer> {
  for (const byte of bytes.subarray(0, 20)) yield Buffer.from([byte])
  yield bytes.subarray(20)
}

/** An engine that takes everything, and keeps what it got. */
const takingEngine = async () => {
  const received: Buffer[] = []
  const fake = await fakeEngine(async (request, response) => {
    const body = await buffer(request)
    if (request.url?.includes('/archive') || request.url?.includes('/build') || request.url?.includes('/images/'))
      received.push(body)
    response.end('{"stream":"Successfully built 0123456789ab\\n","status":"x"}')
  })
  return Object.assign(fake, { received })
}

type Taking = Awaited<ReturnType<typeof takingEngine>>

const uploads: Readonly<Record<string, (fake: Taking, archive: Readable | Uint8Array) => Promise<unknown>>> = {
  'containers.putArchive()': ({ engine }, archive) => engine.containers.putArchive('x', archive, { path: '/' }),
  'images.load()': ({ engine }, archive) => engine.images.load(archive),
  'images.import()': ({ engine }, archive) => engine.images.import(archive),
  'images.build()': ({ engine }, archive) => engine.images.build(archive, { registryAuth: {} }),
  'build()': ({ engine }, archive) => engine.build(archive, { builder: 'classic', auth: {} }),
  'build() with a Dockerfile of its own': ({ engine }, archive) =>
    engine.build(archive, { builder: 'classic', auth: {}, dockerfile: { content: 'FROM scratch\n' } }),
}

const cases = Object.keys(uploads).flatMap((upload) => Object.keys(roads).map((road) => [upload, road] as const))

test.each(cases)('no compressed archive is sent by %s from %s', async (upload, road) => {
  await using fake = await takingEngine()
  for (const [format, bytes] of Object.entries(compressed)) {
    const archive = roads[road]?.(bytes) ?? bytes
    const error: unknown = await uploads[upload]?.(fake, archive).catch((reason: unknown) => reason)
    expect(error, format).toBeInstanceOf(InvalidArgumentError)
    expect(error).toMatchObject({ message: expect.stringContaining(format.split(' ')[0] ?? '') })
    if (archive instanceof Readable) expect(archive.destroyed).toBe(true)
  }
  expect(fake.received).toEqual([])
})

test.each(cases)('gzip is unpacked on its way by %s from %s', async (upload, road) => {
  await using fake = await takingEngine()
  await uploads[upload]?.(fake, roads[road]?.(gzipSync(tar)) ?? tar)
  const [body] = fake.received
  expect(body?.includes(tar.subarray(0, tar.length - 1024))).toBe(true)
})

test.each(Object.keys(roads))('an archive from %s arrives byte for byte', async (road) => {
  await using fake = await takingEngine()
  await fake.engine.images.load(roads[road]?.(tar) ?? tar)
  await fake.engine.images.load(Readable.from([]))
  await fake.engine.images.load(Readable.from(['text ', 'only']))
  expect(fake.received).toEqual([tar, Buffer.alloc(0), Buffer.from('text only')])
})

test('a gzip archive that is broken is what broke', async () => {
  await using fake = await takingEngine()
  const bytes = gzipSync(tar)
  bytes.fill(0xff, 30)
  for (const archive of [bytes, Readable.from([bytes]), Readable.from([bytes.subarray(0, 40)])]) {
    const upload = fake.engine.containers.putArchive('x', archive, { path: '/' })
    await expect(upload).rejects.toMatchObject({ code: 'UPLOAD_SOURCE' })
  }
})

test('a stream that says nothing is given up with the signal', async () => {
  await using fake = await takingEngine()
  const silent = new Readable({ read() {} })
  const controller = new AbortController()
  const upload = fake.engine.containers.putArchive('x', silent, { path: '/', signal: controller.signal })
  controller.abort(new RangeError('enough'))
  await expect(upload).rejects.toThrow('enough')
  expect(silent.destroyed).toBe(true)
})
