import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Engine } from '../../../src/api/index.ts'

export interface FakeEngine extends AsyncDisposable {
  /** Connected to the server below. */
  readonly engine: Engine
  readonly host: string
  readonly server: Server
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A real HTTP server on a unix socket that does what a real engine will not. Pings are answered, the rest is the test's. */
export const fakeEngine = async (
  answer: Answer,
  { apiVersion = '1.41' }: { readonly apiVersion?: string } = {},
): Promise<FakeEngine> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    if (request.url === '/_ping') response.setHeader('api-version', apiVersion).end('OK')
    else answer(request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    // A test that cuts the connection makes both ends complain.
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  const path = join(folder, 'engine.sock')
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const host = `unix://${path}`
  const engine = await Engine.connect({ host })
  return {
    engine,
    host,
    server,
    sockets,
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}
