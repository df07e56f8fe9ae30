import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpMessages } from './http-messages.ts'
import { answerTo, bytesOf, type RecordedAnswer } from './recorded.ts'

/** An engine that answers what another one has answered. */
export interface Replay extends AsyncDisposable {
  readonly host: string
  /** Connections that are open. */
  readonly sockets: ReadonlySet<Socket>
  /**
   * Begins anew.
   *
   * @param spoil what becomes of the answer that comes as this request, from 1; asked for each that follows too
   */
  restart(spoil: (request: number, bytes: Buffer) => Buffer): void
}

export const replay = async (answers: readonly RecordedAnswer[]): Promise<Replay> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const path = join(folder, 'engine.sock')
  const sockets = new Set<Socket>()
  let requests = 0
  let counts = new Map<string, number>()
  let spoil = (_: number, bytes: Buffer) => bytes
  const answer = (socket: Socket, method: string, target: string): void => {
    const route = `${method} ${target.split('?')[0]}`
    const occurrence = (counts.get(route) ?? 0) + 1
    counts.set(route, occurrence)
    const known = answerTo(answers, { method, target, occurrence }) ?? unknown
    socket.write(spoil(++requests, bytesOf(known)))
    if (/^HTTP\/1.1 101/.test(known.head) && !known.isOpen) socket.end()
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    const messages = new HttpMessages('requests')
    let isUpgraded = false
    let asked: readonly [string, string, string] = ['', '', '']
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      if (isUpgraded) return
      for (const piece of messages.read(chunk)) {
        if (piece.kind === 'head') {
          asked = piece.head.start
          isUpgraded = piece.head.headers.has('upgrade')
        }
        if (piece.kind === 'end') answer(socket, asked[0], asked[1])
      }
    })
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    host: `unix://${path}`,
    sockets,
    restart: (next) => {
      requests = 0
      counts = new Map()
      spoil = next
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

const unknown: RecordedAnswer = {
  operation: '',
  head: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n',
  body: ['[]'],
  isOpen: false,
}
