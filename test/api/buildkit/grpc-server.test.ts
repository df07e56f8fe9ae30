import { once } from 'node:events'
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import { createServer, connect as dialTcp, type Server, type Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import { createServer as createTlsServer, connect as dialTls } from 'node:tls'
import { expect, test } from 'vitest'
import { grpcFrame, grpcMessages } from '../../../src/api/buildkit/grpc-frames.ts'
import { type GrpcMethods, GrpcStatusError, notFound, serveGrpc, unary } from '../../../src/api/buildkit/grpc-server.ts'
import { ProtobufMessage, protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { selfSigned } from '../../support/self-signed.ts'

interface Answer {
  readonly texts: readonly string[]
  readonly status: string | undefined
  readonly message: string
}

interface Called extends AsyncDisposable {
  readonly call: (path: string, messages: readonly Uint8Array[], headers?: IncomingHttpHeaders) => Promise<Answer>
  readonly client: ClientHttp2Session
  readonly problems: readonly unknown[]
  readonly close: () => void
}

/** The other side of a session: an HTTP/2 client on the connection that we serve. */
const serve = async (
  methods: GrpcMethods,
  pair: () => Promise<readonly [Duplex, Duplex]> = async () => duplexPair(),
): Promise<Called> => {
  const [ours, theirs] = await pair()
  const problems: unknown[] = []
  const client = connect('http://localhost', { createConnection: () => theirs })
  client.on('error', () => {})
  const close = await serveGrpc(ours, methods, (problem) => problems.push(problem))
  const call: Called['call'] = async (path, messages, headers = {}) => {
    const stream = client.request({ ':method': 'POST', ':path': path, ...headers })
    let trailers: IncomingHttpHeaders = {}
    stream.once('trailers', (received) => {
      trailers = received
    })
    for (const message of messages) stream.write(grpcFrame(message))
    stream.end()
    const texts: string[] = []
    for await (const message of grpcMessages(stream)) texts.push(ProtobufMessage.read(message).text(1))
    return {
      texts,
      status: trailers['grpc-status']?.toString(),
      message: decodeURIComponent(trailers['grpc-message']?.toString() ?? ''),
    }
  }
  return { call, client, problems, close, [Symbol.asyncDispose]: async () => close() }
}

const greet: GrpcMethods = { '/test/Greet': unary((request) => protobuf({ 1: `hello ${request.text(1)}` })) }

/** Two ends of a connection to a server of our own; the first is the client's, as ours is towards an engine. */
const pairOf = async (
  server: Server,
  accepts: 'connection' | 'secureConnection',
  dial: (port: number) => Socket,
): Promise<readonly [Duplex, Duplex]> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const accepted = once(server, accepts)
  const ours = dial(typeof address === 'object' && address ? address.port : 0)
  const [theirs] = await accepted
  server.close()
  return [ours, theirs]
}

const tcpPair = () => pairOf(createServer(), 'connection', (port) => dialTcp(port, '127.0.0.1'))

const tlsPair = () => {
  const { cert, key } = selfSigned
  return pairOf(createTlsServer({ cert, key }), 'secureConnection', (port) =>
    dialTls({ port, host: '127.0.0.1', ca: cert, servername: 'localhost' }),
  )
}

test.each([
  ['a stream of a program', async () => duplexPair()],
  ['TCP', tcpPair],
  ['TLS, where nobody has agreed on HTTP/2', tlsPair],
] as const)('calls are answered over %s', async (_, pair) => {
  await using server = await serve(greet, pair)
  const calls = ['Ann', 'Bob', 'Cy'].map((name) => server.call('/test/Greet', [protobuf({ 1: name })]))
  expect(await Promise.all(calls)).toEqual(
    ['hello Ann', 'hello Bob', 'hello Cy'].map((text) => ({ texts: [text], status: '0', message: '' })),
  )
})

// Small answers that wait for each other would take 40 ms each.
test.each([
  ['TCP', tcpPair],
  ['TLS', tlsPair],
] as const)('calls over %s are answered while others write', async (_, pair) => {
  await using server = await serve(greet, pair)
  const long = 'x'.repeat(200_000)
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.call('/test/Greet', [protobuf({ 1: long })])),
    )
    expect(answers.every(({ texts, status }) => status === '0' && texts[0]?.length === 200_006)).toBe(true)
  }
})

test('a method that nobody has is unimplemented', async () => {
  await using server = await serve(greet)
  expect(await server.call('/test/Leave', [protobuf({})])).toEqual({
    texts: [],
    status: '12',
    message: 'unimplemented',
  })
  expect(server.problems).toEqual([])
})

test('what a method throws is the status of the call, and a problem unless it is one on purpose', async () => {
  await using server = await serve({
    '/test/Missing': unary(() => {
      throw new GrpcStatusError(notFound, 'größer ist nicht da')
    }),
    '/test/Broken': unary(() => {
      throw new RangeError('disk on fire')
    }),
  })
  expect(await server.call('/test/Missing', [protobuf({})])).toMatchObject({
    status: '5',
    message: 'größer ist nicht da',
  })
  expect(await server.call('/test/Broken', [protobuf({})])).toMatchObject({ status: '13', message: 'disk on fire' })
  expect(server.problems).toEqual([new RangeError('disk on fire')])
})

test('messages that are no protobuf end their call and no other', async () => {
  await using server = await serve(greet)
  expect(await server.call('/test/Greet', [Uint8Array.of(0x0a, 200)])).toMatchObject({ status: '13' })
  expect(await server.call('/test/Greet', [protobuf({ 1: 'Ann' })])).toMatchObject({ texts: ['hello Ann'] })
})

test('a method may stop reading and still answer', async () => {
  await using server = await serve({
    '/test/First': async ({ requests, send, metadata }) => {
      for await (const request of requests) {
        await send(protobuf({ 1: `${metadata('x-who')} took ${request.text(1)}` }))
        break
      }
    },
  })
  const many = Array.from({ length: 50 }, (_, index) => protobuf({ 1: String(index) }))
  expect(await server.call('/test/First', many, { 'x-who': 'Ann' })).toMatchObject({
    texts: ['Ann took 0'],
    status: '0',
  })
})

test('the end of the session ends its connection and its calls', async () => {
  const server = await serve({ '/test/Never': () => new Promise<void>(() => {}) }, tcpPair)
  const stream = server.client.request({ ':method': 'POST', ':path': '/test/Never' })
  stream.on('error', () => {})
  await once(stream, 'response')
  const closed = once(server.client, 'close')
  server.close()
  await closed
})

test('a session that is closed at once breaks nothing', async () => {
  for (let round = 0; round < 50; round++) {
    const server = await serve(greet, tcpPair)
    server.close()
    await once(server.client, 'close')
  }
})

test('a call that the other side cancels leaves the session as it is', async () => {
  await using server = await serve({
    ...greet,
    '/test/Echo': async ({ requests, send }) => {
      for await (const request of requests) await send(protobuf({ 1: request.text(1) }))
    },
  })
  const stream = server.client.request({ ':method': 'POST', ':path': '/test/Echo' })
  stream.on('error', () => {})
  stream.write(grpcFrame(protobuf({ 1: 'x' })))
  await once(stream, 'data')
  stream.close(8)
  await once(stream, 'close')
  expect(await server.call('/test/Greet', [protobuf({ 1: 'Ann' })])).toMatchObject({ texts: ['hello Ann'] })
})
