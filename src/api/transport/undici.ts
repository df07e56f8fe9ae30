import type { Socket } from 'node:net'
import { type Duplex, Readable } from 'node:stream'
import type { buildConnector, Dispatcher } from 'undici'
import Pool from 'undici/lib/dispatcher/pool.js'
import type { Address } from '../../engine/address.ts'
import type { TlsOptions } from '../../engine/tls.ts'
import type { RawHeaders, RawRequest, RawResponse, Transport, Upgraded } from './transport.ts'

/** HTTP/1.1 over undici's connection pool: as many connections as requests under way, kept alive between them. */
export const undiciTransport = (address: Address): Transport => {
  const { origin, connect } = route(address)
  const pool = new Pool(origin, { connect, bodyTimeout: 0 })

  const dispatch = (request: RawRequest, upgrade: string | null) =>
    new Promise<Upgraded | RawResponse>((resolve, reject) => {
      request.signal?.throwIfAborted()
      pool.dispatch(
        {
          method: request.method,
          path: request.path,
          headers: headersOf(request.headers),
          body: request.body ?? null,
          headersTimeout: request.headersTimeoutMs ?? null,
          upgrade,
          // undici gives up the connection after each HEAD, for servers that wrongly send a body; no engine does.
          ...(request.method === 'HEAD' && { reset: false }),
        },
        new Exchange(request, resolve, reject),
      )
    })

  return {
    request: async (request) => {
      const answer = await dispatch(request, null)
      if ('body' in answer) return answer
      answer.socket.destroy()
      throw new Error('the engine upgraded a connection that nobody asked to upgrade')
    },
    upgrade: (request) => dispatch(request, request.protocol ?? 'tcp'),
    close: () => pool.destroy(),
  }
}

const headersOf = (headers: RawRequest['headers'] = {}): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )

interface Route {
  readonly origin: string
  readonly connect: buildConnector.BuildOptions | buildConnector.connector
}

// The Host header follows from the origin: over TLS it is also the name that the certificate is checked for.
const route = (address: Address): Route => {
  if ('socketPath' in address) return { origin: 'http://docker', connect: { socketPath: address.socketPath } }
  if ('sshHost' in address) {
    const dial = async () => new (await import('./ssh.ts')).SshConnection(address)
    return { origin: 'http://docker', connect: connector(dial) }
  }
  const { hostname, port, tls, proxy } = address
  const name = hostname.includes(':') ? `[${hostname}]` : hostname
  const origin = `${tls ? 'https' : 'http'}://${name}:${port}`
  if (!proxy) return { origin, connect: definedOf(tls ?? {}) }
  return { origin, connect: connector(async () => (await import('./tunnel.ts')).openTunnel(address, proxy)) }
}

// What undici asks of a connection, any Duplex does; its types name the sockets that it makes itself.
const connector =
  (dial: () => Promise<Duplex>): buildConnector.connector =>
  (_, done) => {
    dial().then(
      (socket) => done(null, socket as Socket),
      (error: Error) => done(error, null),
    )
  }

const definedOf = (options: TlsOptions): buildConnector.BuildOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/** One request and what comes back. Abort ends it at every stage: queued, sent, streaming. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal | undefined
  readonly #failure: (cause: unknown) => Error
  readonly #resolve: (answer: Upgraded | RawResponse) => void
  readonly #reject: (reason: unknown) => void
  #controller: Dispatcher.DispatchController | undefined
  #body: Readable | undefined
  #stream: Readable | Duplex | undefined

  constructor(
    { signal, failure }: RawRequest,
    resolve: (answer: Upgraded | RawResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#signal = signal
    this.#failure = failure
    this.#resolve = resolve
    this.#reject = reject
    signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal?.aborted) controller.abort(this.#signal.reason)
  }

  onRequestUpgrade(_: Dispatcher.DispatchController, __: number, headers: RawHeaders, socket: Duplex): void {
    this.#stream = socket
    socket.once('close', () => this.#settled())
    // The owner attaches its listeners a tick later; an error in between must not end the process.
    socket.on('error', () => {})
    this.#resolve({ headers, socket })
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200) return
    const body = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        this.#settled()
        controller.abort(error ?? new Error('the reader ended the stream'))
        done(error)
      },
    })
    this.#stream = this.#body = body
    body.on('error', () => {})
    this.#resolve({ status, headers, body })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body?.push(chunk) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#settled()
    this.#body?.push(null)
  }

  onResponseError(_: Dispatcher.DispatchController, error: unknown): void {
    this.#settled()
    const failure = this.#failure(error)
    this.#body?.destroy(failure)
    this.#reject(failure)
  }

  readonly #onAbort = (): void => {
    const reason = this.#signal?.reason
    // A stream hands on whatever ended it: the reader gets the caller's own reason, which need not be an Error.
    this.#stream?.destroy((reason || asError(reason)) as Error)
    this.#controller?.abort(asError(reason))
    this.#reject(reason)
  }

  #settled(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason), { cause: reason })
