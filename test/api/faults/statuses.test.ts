import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { EngineError, SlipwayError } from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

/** An engine that answers the status that it is asked for by name. */
const answering = (body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}) =>
  fakeEngine((request, response) => {
    const status = Number(request.url?.split('/')[3])
    response.writeHead(status, headers).end(status === 204 || status === 304 ? undefined : body)
  })

const statuses = Array.from({ length: 400 }, (_, index) => 200 + index)
const named: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'UnauthorizedError',
  403: 'ForbiddenError',
  404: 'NotFoundError',
  409: 'ConflictError',
}

test('every status from 200 to 299 is a success, all others are an error of the class that fits', async () => {
  await using fake = await answering('{"message":"no"}')
  for (const status of statuses) {
    const end: unknown = await fake.engine.networks.remove(String(status)).then(
      () => 'success',
      (error: unknown) => error,
    )
    if (status < 300) expect(end, String(status)).toBe('success')
    else {
      const name = named[status] ?? (status >= 500 ? 'ServerError' : 'EngineError')
      const engineMessage = status === 304 ? 'the engine answered 304 without a message' : 'no'
      expect(end, String(status)).toBeInstanceOf(EngineError)
      expect(end, String(status)).toMatchObject({ name, status, engineMessage, method: 'DELETE' })
      expect(SlipwayError.is(end)).toBe(true)
    }
  }
})

test('only what an operation calls a result is one', async () => {
  await using fake = await answering('{"message":"no"}')
  const { containers, images, networks, volumes } = fake.engine
  await expect(containers.start('304')).resolves.toBe(false)
  await expect(containers.stop('304')).resolves.toBe(false)
  await expect(containers.restart('304')).rejects.toMatchObject({ status: 304 })
  for (const group of [containers, images, networks, volumes]) {
    await expect(group.exists('404')).resolves.toBe(false)
    await expect(group.exists('200')).resolves.toBe(true)
    await expect(group.exists('304')).rejects.toMatchObject({ status: 304 })
    await expect(group.exists('500')).rejects.toMatchObject({ status: 500 })
    await expect(group.inspect('404')).rejects.toMatchObject({ status: 404 })
  }
  await expect(containers.start('404')).rejects.toMatchObject({ status: 404 })
})

test.each<readonly [string, string | Buffer, string]>([
  ['the engine’s own JSON', '{"message":"no such volume\\n"}', 'no such volume'],
  ['JSON with more in it', '{"cause":"x","message":"no such volume","response":404}', 'no such volume'],
  ['plain text', 'Not Found\n', 'Not Found'],
  ['a web page', '<html><h1>Bad Gateway</h1></html>', '<html><h1>Bad Gateway</h1></html>'],
  ['nothing', '', 'the engine answered 404 without a message'],
  ['white space', ' \r\n', 'the engine answered 404 without a message'],
  ['JSON without a message', '{"error":"gone"}', '{"error":"gone"}'],
  ['JSON whose message is none', '{"message":{"text":"gone"}}', '{"message":{"text":"gone"}}'],
  ['JSON that is null', 'null', 'null'],
  ['a list', '["gone"]', '["gone"]'],
  ['JSON that breaks off', '{"message":"no', '{"message":"no'],
  ['bytes that are no UTF-8', Buffer.from([0x6e, 0x6f, 0xff]), 'no\uFFFD'],
  ['more than anybody reads', 'x'.repeat(3 << 20), 'x'.repeat(500)],
])('an error told by %s has these words', async (_, body, engineMessage) => {
  await using fake = await answering(body)
  await expect(fake.engine.volumes.inspect('404')).rejects.toMatchObject({ name: 'NotFoundError', engineMessage })
})

test('errors leave their connection to the next call, unless their body has no end', async () => {
  const left = new EventEmitter()
  const closed = once(left, 'closed')
  await using fake = await fakeEngine((request, response) => {
    response.writeHead(500)
    if (!request.url?.endsWith('/endless')) return response.end('{"message":"no"}')
    request.socket.once('close', () => left.emit('closed'))
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
      response.once('drain', write)
    }
    return write()
  })
  const fail = (name: string) => expect(fake.engine.volumes.inspect(name)).rejects.toMatchObject({ status: 500 })
  for (let round = 0; round < 10; round++) await fail('x')
  // A connection is free again a moment after the answer: two that take turns.
  expect(fake.sockets.size).toBeLessThanOrEqual(2)
  await fail('endless')
  await closed
})
