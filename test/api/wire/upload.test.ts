import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pack } from 'tar-fs'
import { expect, test } from 'vitest'
import { BuildError, EngineConnectionError, NotFoundError, ProgressError } from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

const megabytes = function* (count: number): Generator<Buffer> {
  for (let i = 0; i < count; i++) yield Buffer.alloc(1 << 20)
}

const closingEarly = (): Readable => {
  const source = new Readable({ read() {} })
  source.push(Buffer.alloc(1000))
  setTimeout(() => source.destroy(), 10)
  return source
}

const brokenBefore = (): Readable => {
  const source = Readable.from(megabytes(1))
  source.on('error', () => {})
  source.destroy(new Error('disk on fire'))
  return source
}

test('an upload that the engine refuses before reading it rejects with the words of the engine', async () => {
  await using fake = await fakeEngine((_, response) => {
    response.writeHead(404, { connection: 'close' }).end('{"message":"no such path"}')
  })
  const upload = fake.engine.containers.putArchive('x', Readable.from(megabytes(64)), { path: '/nope' })
  await expect(upload).rejects.toThrow(NotFoundError)
})

test('a source that breaks is named as what broke, not the engine', async () => {
  await using fake = await fakeEngine((request) => request.resume())
  const broken = async function* () {
    yield Buffer.alloc(1000)
    throw new RangeError('disk on fire')
  }
  const error: unknown = await fake.engine.containers
    .putArchive('x', Readable.from(broken()), { path: '/' })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'UPLOAD_SOURCE', cause: expect.any(RangeError) })
  expect(error).toMatchInlineSnapshot(
    `[SlipwayError: The archive for \`PUT /containers/x/archive\` broke off at its source: disk on fire. The engine has only a part of it.]`,
  )
})

test.each<readonly [string, () => Readable, string]>([
  // Its code is also that of an engine's socket that is not there.
  ['a file that is not there', () => createReadStream('/no/such/file.tar'), 'no such file or directory'],
  ['a folder that is not there', () => Readable.from(pack('/no/such/folder')), 'no such file or directory'],
  ['a stream that was closed before', () => Readable.from(megabytes(1)).destroy(), 'it was closed before its end'],
  ['a stream that closes early', closingEarly, 'it was closed before its end'],
  ['a stream that broke before', brokenBefore, 'disk on fire'],
])('%s is what broke in every upload', async (_, source, reason) => {
  await using fake = await fakeEngine((request) => request.resume())
  const { containers, images } = fake.engine
  const uploads = await Promise.allSettled([
    containers.putArchive('x', source(), { path: '/' }),
    images.build(source(), { registryAuth: {} }),
    images.load(source()),
    images.import(source()),
  ])
  const failure = { code: 'UPLOAD_SOURCE', message: expect.stringContaining(reason) }
  expect(uploads).toEqual(uploads.map(() => ({ status: 'rejected', reason: expect.objectContaining(failure) })))
})

test('an engine that sees a source break does not take the part for the whole', async () => {
  const ends: string[] = []
  await using fake = await fakeEngine((request) => {
    request.resume()
    request.once('end', () => ends.push('whole')).once('error', () => ends.push('broken'))
  })
  await expect(fake.engine.images.load(closingEarly())).rejects.toMatchObject({ code: 'UPLOAD_SOURCE' })
  await expect.poll(() => ends).toEqual(['broken'])
})

test('a source is closed, whatever ends its upload', async () => {
  const sources = Array.from({ length: 4 }, () => new Readable({ read() {} }))
  // undici sends nothing before the first piece.
  for (const source of sources) source.push('x')
  const [refused, aborted, unreachable, late] = sources
  await using fake = await fakeEngine((_, response) => response.writeHead(500, { connection: 'close' }).end('{}'))
  const load = (source = new Readable(), signal?: AbortSignal) => fake.engine.images.load(source, { signal })
  await expect(load(refused)).rejects.toThrow(ProgressError)
  await expect(load(aborted, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  fake.server.close()
  for (const socket of fake.sockets) socket.destroy()
  await expect(load(unreachable)).rejects.toThrow(EngineConnectionError)
  await fake.engine.close()
  await expect(load(late)).rejects.toThrow(EngineConnectionError)
  await expect.poll(() => sources.map(({ destroyed }) => destroyed)).toEqual([true, true, true, true])
})

test('an engine that goes away within an upload rejects', async () => {
  await using fake = await fakeEngine((request) => request.once('data', () => request.socket.destroy()))
  const upload = fake.engine.images.load(Readable.from(megabytes(64)))
  await expect(upload).rejects.toThrow(EngineConnectionError)
})

test('an upload arrives whole, from memory and from a stream', async () => {
  await using fake = await fakeEngine((request, response) => {
    let size = 0
    request.on('data', (data: Buffer) => {
      size += data.length
    })
    request.once('end', () => response.end(`{"aux":{"ID":"${size} ${request.headers['content-type']}"}}\n`))
  })
  const { images } = fake.engine
  await expect(images.build(Buffer.alloc(3 << 20))).resolves.toEqual({ imageId: `${3 << 20} application/x-tar` })
  await expect(images.build(Readable.from(megabytes(3)))).resolves.toEqual({ imageId: `${3 << 20} application/x-tar` })
})

test('a build that is refused while it uploads is a build error', async () => {
  await using fake = await fakeEngine((request, response) => {
    request.once('data', () => response.writeHead(400).end('{"message":"dockerfile parse error"}'))
  })
  await expect(fake.engine.images.build(Readable.from(megabytes(64)))).rejects.toThrow(BuildError)
})
