import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** A server that this machine alone reaches, at 127.0.0.1. */
export const localServer = async (
  onConnection: (socket: Socket) => void,
): Promise<AsyncDisposable & { readonly port: number }> => {
  const server = createServer({ allowHalfOpen: true }, onConnection)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      server.close()
    },
  }
}

/** Answers with the number of bytes that came, once the other side has said its last word. */
export const countBytes = (socket: Socket): void => {
  let bytes = 0
  socket.on('data', (data) => {
    bytes += data.length
  })
  socket.on('end', () => socket.end(`${bytes} bytes\n`))
  socket.on('error', () => {})
}
