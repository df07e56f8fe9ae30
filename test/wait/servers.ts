import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { selfSigned } from '../support/self-signed.ts'

export interface TestServer extends AsyncDisposable {
  readonly port: number
  /** Connections accepted so far. */
  readonly accepted: number
  /** Resolves when no connection is open any more. */
  untilNoneIsOpen(): Promise<void>
}

/** A server on 127.0.0.1 that does with each connection what it is told. */
export const tcpServer = (onConnection: (socket: Socket) => void = () => {}): Promise<TestServer> =>
  listen(createServer(onConnection))

/** What an engine's proxy does while nothing listens behind it. */
export const closeAtOnce = (socket: Socket): void => {
  socket.destroy()
}

export const httpServer = (onRequest: RequestListener): Promise<TestServer> => listen(createHttpServer(onRequest))

export const httpsServer = (onRequest: RequestListener): Promise<TestServer> =>
  listen(createHttpsServer(selfSigned, onRequest))

export const tlsServer = (
  onConnection: (socket: TLSSocket) => void = () => {},
  options: TlsOptions = {},
): Promise<TestServer> => listen(createTlsServer({ ...selfSigned, ...options }, onConnection))

/** A port of 127.0.0.1 on which nothing listens. */
export const freePort = async (): Promise<number> => {
  await using server = await tcpServer()
  return server.port
}

const listen = async (server: Server): Promise<TestServer> => {
  const open = new Set<Socket>()
  let accepted = 0
  server.on('connection', (socket: Socket) => {
    accepted++
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) server.emit('none open')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server.address()),
    get accepted() {
      return accepted
    },
    untilNoneIsOpen: () => new Promise((resolve) => (open.size ? server.once('none open', resolve) : resolve())),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

const portOf = (address: AddressInfo | string | null): number => {
  if (typeof address === 'object' && address) return address.port
  throw new Error(`Not a TCP address: ${address}`)
}
