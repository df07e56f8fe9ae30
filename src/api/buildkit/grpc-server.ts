import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { grpcFrame, grpcMessages } from './grpc-frames.ts'
import { ProtobufMessage } from './protobuf.ts'

/** One call of the other side, while it is answered. */
export interface GrpcCall {
  readonly requests: AsyncIterable<ProtobufMessage>
  /** What was sent beside the messages. Names in lower case. */
  readonly metadata: (name: string) => string | undefined
  /** Resolves when there is room for more. */
  readonly send: (message: Uint8Array) => Promise<void>
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Answers a call; what it throws becomes the status of the call. */
export type GrpcMethod = (call: GrpcCall) => Promise<void>

/** By path: `/package.Service/Method`. */
export type GrpcMethods = Readonly<Record<string, GrpcMethod>>

/** A method with one message on each side. */
export const unary =
  (answer: (request: ProtobufMessage) => Uint8Array | Promise<Uint8Array>): GrpcMethod =>
  async ({ requests, send }) => {
    let only = ProtobufMessage.read(new Uint8Array())
    for await (const request of requests) only = request
    await send(await answer(only))
  }

/** The status that a call ends with, when it is not success. */
export class GrpcStatusError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const notFound = 5
const unimplemented = 12
const internal = 13

/**
 * Answers the calls that come in over a connection, as HTTP/2 without TLS.
 *
 * @param onProblem is told what a method throws, unless it is a status on purpose
 * @returns ends the connection
 */
export const serveGrpc = async (
  connection: Duplex,
  methods: GrpcMethods,
  onProblem: (problem: unknown) => void,
): Promise<() => void> => {
  // Loaded here alone: it takes time, and most builds have nothing to ask.
  const { performServerHandshake } = await import('node:http2')
  const session = performServerHandshake(ordinary(connection), { settings: { initialWindowSize: windowBytes } })
  // A connection that breaks ends the build, which tells why.
  session.on('error', () => {})
  session.on('stream', (stream, headers) => {
    stream.on('error', () => {})
    const method = methods[String(headers[':path'])] ?? refuse
    void answer(stream, headers, method).then((problems) => problems.forEach(onProblem))
  })
  // What the connection had read ahead is handed over in the next tick, by code of Node that a session destroyed by then breaks.
  await setImmediate()
  return () => {
    session.destroy()
    connection.destroy()
  }
}

// Node reads and writes the handle of a TLS connection natively, and aborts the process when HTTP/2 writes while it reads
// (`Assertion failed: !current_write_`; an engine in Go brings it about at once, another Node never did). Behind another stream
// it does not know what it is.
const ordinary = (connection: Duplex): Duplex => {
  if (!(connection instanceof TLSSocket)) return connection
  // HTTP/2 sees to this itself where it knows a socket. Without it every answer waits 40 ms.
  connection.setNoDelay(true)
  return Duplex.from({ readable: connection, writable: connection })
}

// The default of 64 KiB would make every output wait for the answer of a remote engine.
const windowBytes = 1 << 20

/** @returns what the method threw, unless it was a status on purpose or nobody waits for it any more */
const answer = async (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  method: GrpcMethod,
): Promise<readonly unknown[]> => {
  let outcome: Readonly<Record<string, string>> = { 'grpc-status': '0' }
  let problems: readonly unknown[] = []
  const ended = new AbortController()
  stream.once('close', () => ended.abort())
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.once('wantTrailers', () => stream.sendTrailers(outcome))
  try {
    await method({
      requests: requestsOf(stream),
      metadata: (name) => headers[name]?.toString(),
      send: (message) => write(stream, grpcFrame(message)),
      signal: ended.signal,
    })
  } catch (error) {
    if (stream.destroyed) return []
    const isMeant = error instanceof GrpcStatusError
    problems = isMeant ? [] : [error]
    outcome = {
      'grpc-status': String(isMeant ? error.status : internal),
      'grpc-message': encodeURIComponent(error instanceof Error ? error.message : String(error)),
    }
  }
  if (!stream.destroyed) stream.end()
  return problems
}

const refuse: GrpcMethod = async () => {
  throw new GrpcStatusError(unimplemented, 'unimplemented')
}

async function* requestsOf(stream: ServerHttp2Stream): AsyncGenerator<ProtobufMessage> {
  // Who stops reading still has an answer to send.
  const chunks: AsyncIterable<Uint8Array> = stream.iterator({ destroyOnReturn: false })
  for await (const message of grpcMessages(chunks)) yield ProtobufMessage.read(message)
}

const write = (stream: ServerHttp2Stream, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
