import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect as connectSocket, type Server, type Socket } from 'node:net'
import { engineSocket } from './engine-socket.ts'

/** Every connection goes on to the real engine's socket, byte for byte; like many proxies it ends both halves at once. */
export const toEngine = (near: Socket): void => {
  const far = connectSocket(engineSocket())
  near.on('error', () => far.destroy()).on('close', () => far.destroy())
  far.on('error', () => near.destroy()).on('close', () => near.destroy())
  near.pipe(far).pipe(near)
}

/** A proxy that takes every CONNECT to the same port of this machine. @param tls where it is itself reached over TLS */
export const proxyServer = (
  port: number,
  onConnect: (asked: string) => void,
  tls?: { readonly key: string; readonly cert: string },
): Server =>
  (tls ? createHttpsServer(tls) : createHttpServer()).on('connect', (request, near) => {
    onConnect(`${request.url} ${request.headers['proxy-authorization']}`)
    const far = connectSocket(port, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n')
      near.pipe(far).pipe(near)
    })
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy())
  })

/** Listens on a free port of this machine until it is disposed. */
export const listening = async (server: Server): Promise<AsyncDisposable & { readonly port: number }> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    [Symbol.asyncDispose]: async () => {
      server.close()
    },
  }
}
