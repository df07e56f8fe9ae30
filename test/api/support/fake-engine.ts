import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Engine, type EngineKind } from '../../../src/api/index.ts'

export interface FakeEngine extends AsyncDisposable {
  /** Connected to the server below. */
  readonly engine: Engine
  readonly host: string
  readonly server: Server
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface FakeEngineOptions {
  /** @default 1.41 */
  readonly apiVersion?: string
  /** @default docker */
  readonly kind?: EngineKind
  /** @default on a unix socket */
  readonly listensOn?: 'tcp'
  /** What becomes of a ping. @default answered */
  readonly ping?: () => 'answered' | 'silent' | 'cut'
}

/** A real HTTP server that does what a real engine will not. Pings are answered, the rest is the test's. */
export const fakeEngine = async (
  answer: Answer,
  { apiVersion = '1.41', kind = 'docker', listensOn, ping = () => 'answered' }: FakeEngineOptions = {},
): Promise<FakeEngine> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    if (request.url !== '/_ping') return answer(request, response)
    const fate = ping()
    if (fate === 'cut') request.socket.destroy()
    if (fate !== 'answered') return
    if (kind === 'podman') response.setHeader('libpod-api-version', '5.0.0')
    return response.setHeader('api-version', apiVersion).end('OK')
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    // A test that cuts the connection makes both ends complain.
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  const path = join(folder, 'engine.sock')
  const listening = once(server, 'listening')
  if (listensOn === 'tcp') server.listen(0, '127.0.0.1')
  else server.listen(path)
  await listening
  const address = server.address()
  const host = typeof address === 'object' && address ? `tcp://127.0.0.1:${address.port}` : `unix://${path}`
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
