import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import {
  BadRequestError,
  ConflictError,
  Engine,
  EngineConnectionError,
  EngineError,
  ForbiddenError,
  NotFoundError,
  ProtocolError,
  ServerError,
  SlipwayError,
  UnauthorizedError,
} from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

const refusals = [
  [400, BadRequestError, 'ENGINE_BAD_REQUEST'],
  [401, UnauthorizedError, 'ENGINE_UNAUTHORIZED'],
  [403, ForbiddenError, 'ENGINE_FORBIDDEN'],
  [404, NotFoundError, 'ENGINE_NOT_FOUND'],
  [405, EngineError, 'ENGINE_ERROR'],
  [409, ConflictError, 'ENGINE_CONFLICT'],
  [500, ServerError, 'ENGINE_SERVER_ERROR'],
  [503, ServerError, 'ENGINE_SERVER_ERROR'],
] as const

test.each(refusals)('status %i is a typed error with the words of the engine', async (status, Kind, code) => {
  await using fake = await fakeEngine((_, response) => response.writeHead(status).end('{"message":"no such thing"}'))
  const error: unknown = await fake.engine.containers.inspect('x').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Kind)
  expect(SlipwayError.is(error)).toBe(true)
  expect(error).toMatchObject({ code, status, method: 'GET', engineMessage: 'no such thing' })
  expect(String(error)).toBe(`${Kind.name}: no such thing (\`GET /containers/x/json\` answered ${status})`)
})

test('an error body that is not JSON is quoted as it is', async () => {
  await using fake = await fakeEngine((_, response) => response.writeHead(404).end('Not Found\n'))
  await expect(fake.engine.networks.inspect('x')).rejects.toMatchObject({ engineMessage: 'Not Found' })
})

test('an error page of megabytes is cut to its beginning', async () => {
  await using fake = await fakeEngine((_, response) => response.writeHead(502).end('x'.repeat(5_000_000)))
  await expect(fake.engine.system.info()).rejects.toMatchObject({ engineMessage: 'x'.repeat(500) })
})

test('an error without a body still says what happened', async () => {
  await using fake = await fakeEngine((_, response) => response.writeHead(500).end())
  await expect(fake.engine.system.info()).rejects.toThrowErrorMatchingInlineSnapshot(
    '[ServerError: the engine answered 500 without a message (`GET /info` answered 500)]',
  )
})

test('an error body that never ends rejects when the connection is cut', async () => {
  await using fake = await fakeEngine((_, response) => {
    response.writeHead(500)
    response.write('{"mess')
    setImmediate(() => response.destroy())
  })
  await expect(fake.engine.system.info()).rejects.toThrow(EngineConnectionError)
})

test('an answer that is not JSON rejects and shows how it begins', async () => {
  await using fake = await fakeEngine((_, response) => response.end('<html>'))
  const error: unknown = await fake.engine.system.version().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ProtocolError)
  expect(error).toMatchObject({ cause: expect.any(SyntaxError) })
  expect(String(error)).toBe("ProtocolError: The engine's answer to `GET /version` is not JSON: `<html>`.")
})

test('304 is a result: a container that runs already was not started, one that does not run was not stopped', async () => {
  await using fake = await fakeEngine((_, response) => response.writeHead(304).end())
  await expect(fake.engine.containers.start('x')).resolves.toBe(false)
  await expect(fake.engine.containers.stop('x')).resolves.toBe(false)
  await expect(fake.engine.containers.pause('x')).rejects.toMatchObject({ status: 304 })
})

test('a connection cut before the answer rejects with where and during what', async () => {
  await using fake = await fakeEngine((request) => request.socket.destroy())
  const error: unknown = await fake.engine.volumes.list().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineConnectionError)
  expect(error).toMatchObject({ host: fake.host, code: 'ENGINE_CONNECTION', cause: expect.any(Error) })
  expect(String(error)).toContain('(during `GET /volumes`)')
})

test('an engine that has gone away rejects with what to do about it', async () => {
  const fake = await fakeEngine(() => {})
  await fake[Symbol.asyncDispose]()
  const error: unknown = await Engine.connect({ host: fake.host }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineConnectionError)
  expect(String(error)).toContain('there is no such socket. Start the engine, or set DOCKER_HOST to where it listens.')
})

test('a host without an engine behind it is told apart by its ping', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const host = typeof address === 'object' && address ? `tcp://127.0.0.1:${address.port}` : ''
  await expect(Engine.connect({ host })).rejects.toThrow(ProtocolError)
  server.close()
})

test('the older of both versions of the API is spoken', async () => {
  const seen: (string | undefined)[] = []
  await using old = await fakeEngine(
    (request, response) => {
      seen.push(request.url)
      response.end('[]')
    },
    { apiVersion: '1.40' },
  )
  await old.engine.containers.list()
  await using young = await fakeEngine(
    (request, response) => {
      seen.push(request.url)
      response.end('[]')
    },
    { apiVersion: '1.99' },
  )
  await young.engine.containers.list()
  expect(seen[0]).toBe('/v1.40/containers/json')
  expect(seen[1]).toBe(`/v${young.engine.apiVersion}/containers/json`)
  expect(young.engine.apiVersion).not.toBe('1.99')
})

test('an engine that is too old is refused', async () => {
  await expect(fakeEngine(() => {}, { apiVersion: '1.24' })).rejects.toThrow(ProtocolError)
})

test('closing the engine ends calls that are under way', async () => {
  await using fake = await fakeEngine(() => {})
  const waiting = fake.engine.containers.wait('x')
  const settled = expect(waiting).rejects.toThrow(EngineConnectionError)
  await new Promise((resolve) => setImmediate(resolve))
  await fake.engine.close()
  await settled
})

test('a hundred calls at once share no answer', async () => {
  await using fake = await fakeEngine((request, response) => {
    setTimeout(() => response.end(JSON.stringify({ Id: request.url?.split('/')[3] })), Math.random() * 20)
  })
  const ids = Array.from({ length: 100 }, (_, index) => `c${index}`)
  const answers = await Promise.all(ids.map((id) => fake.engine.containers.inspect(id)))
  expect(answers.map(({ Id }) => Id)).toEqual(ids)
})

test('calls one after the other share a connection, whatever their kind', async () => {
  const stat = Buffer.from('{"name":"x"}').toString('base64')
  let connections = 0
  await using fake = await fakeEngine((request, response) => {
    response.setHeader('x-docker-container-path-stat', stat)
    if (request.url?.endsWith('/start')) response.writeHead(304).end()
    else if (request.url?.includes('missing')) response.writeHead(404).end('{"message":"missing"}')
    else response.end(request.method === 'HEAD' ? '' : '{"status":"x"}\n')
  })
  fake.server.on('connection', () => connections++)
  for (let round = 0; round < 3; round++) {
    await fake.engine.containers.archiveInfo('x', { path: '/' })
    await fake.engine.containers.inspect('x')
    await fake.engine.containers.start('x')
    await fake.engine.containers.remove('missing').catch(() => {})
    await fake.engine.images.pull('x')
    for await (const _ of fake.engine.system.events());
  }
  expect(connections).toBeLessThanOrEqual(1)
})
