import { Readable } from 'node:stream'
import type { buildConnector, Dispatcher } from 'undici'
import Pool from 'undici/lib/dispatcher/pool.js'
import type { Address } from '../../engine/address.ts'
import type { TlsOptions } from '../../engine/tls.ts'
import { Connections } from './connections.ts'
import { Exchange, sourceOf } from './exchange.ts'
import { Pulse, type PulseLimits } from './pulse.ts'
import type { RawRequest, RawResponse, Transport, Upgraded } from './transport.ts'

/** HTTP/1.1 over undici's connection pool: as many connections as requests under way, kept alive between them. */
export const undiciTransport = (address: Address, limits: PulseLimits = { idleMs: 0, answerMs: 0 }): Transport => {
  // undici itself forgets the connections that it hands over, and does not know those that are still being made.
  const connections = new Connections()
  const { origin, connect } = route(address, connections)
  const pool = new Pool(origin, { connect })

  const dispatch = (request: RawRequest, upgrade: string | null) =>
    new Promise<Upgraded | RawResponse>((resolve, reject) => {
      if (request.signal?.aborted) sourceOf(request)?.destroy()
      request.signal?.throwIfAborted()
      const { silenceMs = 0, bodySilenceMs = silenceMs } = request
      const options: Dispatcher.DispatchOptions = {
        method: request.method,
        path: request.path,
        headers: { ...headersOf(request.headers), ...lengthOf(request) },
        body: bodyOf(request),
        // undici does not count while the reader is what is slow.
        headersTimeout: silenceMs,
        bodyTimeout: bodySilenceMs,
        upgrade,
        // undici gives up the connection after each HEAD, for servers that wrongly send a body; no engine does.
        ...(request.method === 'HEAD' && { reset: false }),
      }
      const exchange = new Exchange(request, resolve, reject)
      if (!silenceMs || !bodySilenceMs || upgrade) exchange.onceOver(pulse.watch(exchange))
      pool.dispatch(options, exchange)
    })

  const request = async (raw: RawRequest): Promise<RawResponse> => {
    const answer = await dispatch(raw, null)
    if ('body' in answer) return answer
    answer.socket.destroy()
    throw new Error('the engine upgraded a connection that nobody asked to upgrade')
  }
  const pulse = new Pulse(request, limits)

  return {
    request,
    upgrade: (raw) => dispatch(raw, raw.protocol ?? 'tcp'),
    close: async () => {
      const reason = new Error('this side closed it')
      pulse.stop()
      await pool.destroy(reason)
      connections.end(reason)
    },
  }
}

// undici takes what it sends in one piece for the engine's silence; of a stream it sees that it goes.
const pieceBytes = 1 << 20

const isLarge = (body: RawRequest['body']): body is Uint8Array => body instanceof Uint8Array && body.length > pieceBytes

const bodyOf = ({ body }: RawRequest) =>
  isLarge(body) ? Readable.from(pieces(body), { objectMode: false }) : (body ?? null)

const lengthOf = ({ body }: RawRequest) => (isLarge(body) ? { 'content-length': String(body.length) } : {})

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

const headersOf = (headers: RawRequest['headers'] = {}): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )

interface Route {
  readonly origin: string
  readonly connect: buildConnector.connector
}

// The Host header follows from the origin: over TLS it is also the name that the certificate is checked for.
const route = (address: Address, connections: Connections): Route => {
  if ('socketPath' in address) {
    return { origin: 'http://docker', connect: connections.to({ socketPath: address.socketPath }) }
  }
  if ('sshHost' in address) {
    const dial = async () => new (await import('./ssh.ts')).SshConnection(address)
    return { origin: 'http://docker', connect: connections.by(dial) }
  }
  const { hostname, port, tls, proxy } = address
  const name = hostname.includes(':') ? `[${hostname}]` : hostname
  const origin = `${tls ? 'https' : 'http'}://${name}:${port}`
  if (!proxy) return { origin, connect: connections.to(definedOf(tls ?? {})) }
  const dial = async () => (await import('./tunnel.ts')).openTunnel(address, proxy)
  return { origin, connect: connections.by(dial) }
}

const definedOf = (options: TlsOptions): buildConnector.BuildOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
