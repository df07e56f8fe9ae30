import type { IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { EngineError, ProgressError } from '../../../src/api/index.ts'
import { fakeEngine, type Answer as Responder } from '../support/fake-engine.ts'
import { type Answer, methods, namesOfMethods } from './methods.ts'

// Whatever an engine does, every method settles soon, and says what happened by its class of error. What one method is asked here, all
// are: a new one has to stand in the table, or this fails.

test('the table has every method of every group, and no other', async () => {
  await using fake = await fakeEngine(() => {})
  expect([...methods().keys()].sort()).toEqual(namesOfMethods(fake.engine).sort())
})

test('an engine that answers 500 is a ServerError, or the cause of a failed progress', async () => {
  const answer: Responder = (_, response) => response.writeHead(500).end('{"message":"no space left"}')
  await expectAll(answer, (kind) => (kind === 'progress' ? 'ServerError in a ProgressError' : 'ServerError'))
})

test('an engine that answers 503 with a web page is a ServerError all the same', async () => {
  const answer: Responder = (_, response) =>
    response.writeHead(503, { 'content-type': 'text/html' }).end('<html>busy</html>')
  await expectAll(answer, (kind) => (kind === 'progress' ? 'ServerError in a ProgressError' : 'ServerError'))
})

test('a web page that says success is a ProtocolError', async () => {
  const answer: Responder = (_, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end('<html>Log in</html>')
  await expectAll(answer, () => 'ProtocolError')
})

test.each<readonly [string, (request: IncomingMessage) => void]>([
  ['cut before the headers', ({ socket }) => socket.destroy()],
  ['closed before the headers', ({ socket }) => socket.end()],
  ['cut within the status line', ({ socket }) => socket.end('HTTP/1.1 2')],
  ['cut within the headers', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
  ['cut before the end of the headers', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n')],
  ['used for something else than HTTP', ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
])('a connection %s is an EngineConnectionError', async (_, act) => {
  await expectAll(act, () => 'EngineConnectionError')
})

test.each<readonly [string, string]>([
  ['of a known length', 'Content-Length: 1000\r\n\r\n{"Id":'],
  ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n6\r\n{"Id":\r\n'],
  ['in chunks, within the length of one', 'Transfer-Encoding: chunked\r\n\r\n6\r\n{"Id":\r\n1'],
  ['in chunks, within one', 'Transfer-Encoding: chunked\r\n\r\n20\r\n{"Id":'],
])('a body %s whose connection is cut is an EngineConnectionError', async (_, rest) => {
  await expectAll(
    ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\n${pathStat}${rest}`),
    (kind) => {
      if (kind === 'connection') return 'ProtocolError'
      // What is not HTTP about it comes after the answer.
      return kind === 'headers' ? 'resolved' : 'EngineConnectionError'
    },
  )
})

test('an answer without a body where one is promised is a ProtocolError', async () => {
  const promised: readonly Answer[] = ['object', 'exit', 'list', 'string', 'connection']
  await expectAll(
    (_, response) => response.setHeader(statHeader, emptyObject).end(),
    (kind, name) => {
      if (noImage.has(name)) return 'ProgressError'
      return promised.includes(kind) ? 'ProtocolError' : 'resolved'
    },
  )
})

test.each([
  ['nothing', 'null'],
  ['a number', '1'],
  ['a string', '"OK"'],
  ['a list', '[{}]'],
  ['an object', '{"status":"done"}'],
  ['no JSON', '{"Id":'],
])('JSON that is %s is a ProtocolError where something else is promised', async (_, body) => {
  const fits: Readonly<Record<string, readonly Answer[]>> = {
    null: ['list'],
    '"OK"': ['string'],
    '[{}]': ['list'],
    '{"status":"done"}': ['object', 'objects', 'progress'],
  }
  const unread: readonly Answer[] = ['nothing', 'headers', 'bytes']
  await expectAll(
    (_, response) => response.setHeader(statHeader, emptyObject).end(body),
    (kind, name) => {
      if (unread.includes(kind)) return 'resolved'
      if (!fits[body]?.includes(kind)) return 'ProtocolError'
      return noImage.has(name) && name !== 'images.import' ? 'ProgressError' : 'resolved'
    },
  )
})

test.each<readonly [string, Responder]>([
  ['nothing', () => {}],
  ['the headers alone', (_, response) => response.setHeader(statHeader, emptyObject).flushHeaders()],
  [
    'a beginning',
    (_, response) => {
      response.setHeader(statHeader, emptyObject).flushHeaders()
      response.write('{')
    },
  ],
])('an engine that falls silent after %s is left when the signal says so', async (sent, answer) => {
  await expectAll(
    answer,
    // Headers alone may settle the others, if they come in time.
    (kind) => (sent !== 'nothing' && (kind === 'connection' || kind === 'headers') ? 'either' : 'TimeoutError'),
    AbortSignal.timeout(300),
  )
})

/** Asks an engine that answers so for everything at once, and compares how each call ended. */
const expectAll = async (
  answer: Responder,
  expected: (kind: Answer, name: string) => string,
  signal?: AbortSignal,
): Promise<void> => {
  // New enough for every operation.
  await using docker = await fakeEngine(answer, { apiVersion: '1.99' })
  await using podman = await fakeEngine(answer, { apiVersion: '1.99', kind: 'podman' })
  const ends = await Promise.all(
    [...methods()].map(async ([name, { call, kind }]) => {
      const { engine } = kind === 'podman' ? podman : docker
      return [name, await endOf(call(engine, { signal }))] as const
    }),
  )
  const wanted = [...methods()].map(([name, { answer: kind }]) => [name, expected(kind, name)] as const)
  const settled = ends.map(([name, end], index) => {
    const isEither = wanted[index]?.[1] === 'either' && end !== 'never settled'
    return [name, isEither ? 'either' : end] as const
  })
  expect(Object.fromEntries(settled)).toEqual(Object.fromEntries(wanted))
}

const endOf = async (call: Promise<unknown>): Promise<string> => {
  const tooLate = delay(5_000, 'never settled', { ref: false })
  return Promise.race([call.then(() => 'resolved', nameOf), tooLate])
}

const nameOf = (error: unknown): string => {
  if (error instanceof ProgressError)
    return error.cause instanceof EngineError ? `${error.cause.name} in a ProgressError` : 'ProgressError'
  return error instanceof Error ? error.name : String(error)
}

// Archives are described in a header.
const statHeader = 'X-Docker-Container-Path-Stat'
const emptyObject = Buffer.from('{}').toString('base64')
const pathStat = `${statHeader}: ${emptyObject}\r\n`

// These promise an image: a success without one is none.
const noImage: ReadonlySet<string> = new Set(['images.import', 'images.build', 'build'])
