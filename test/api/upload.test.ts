import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { BuildError, EngineConnectionError, NotFoundError } from '../../src/api/index.ts'
import { fakeEngine } from './support/fake-engine.ts'

const megabytes = function* (count: number): Generator<Buffer> {
  for (let i = 0; i < count; i++) yield Buffer.alloc(1 << 20)
}

test('an upload that the engine refuses before reading it rejects with the words of the engine', async () => {
  await using fake = await fakeEngine((_, response) => {
    response.writeHead(404, { connection: 'close' }).end('{"message":"no such path"}')
  })
  const upload = fake.engine.containers.putArchive('x', Readable.from(megabytes(64)), { path: '/nope' })
  await expect(upload).rejects.toThrow(NotFoundError)
})

test('a source that breaks ends the upload', async () => {
  await using fake = await fakeEngine((request) => request.resume())
  const source = Readable.from(
    (async function* () {
      yield Buffer.alloc(1000)
      throw new RangeError('disk on fire')
    })(),
  )
  const error: unknown = await fake.engine.images.build(source).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(String(error instanceof Error && error.cause)).toContain('disk on fire')
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
