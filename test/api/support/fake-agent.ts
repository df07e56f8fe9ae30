import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentMessages } from '../../../src/api/buildkit/ssh-agent-protocol.ts'

export interface FakeAgent extends AsyncDisposable {
  /** Of its socket. */
  readonly path: string
  /** The kinds of questions that it got. */
  readonly asked: readonly number[]
  readonly answerTo: (kind: number) => Buffer
}

/** An ssh agent on a real socket that answers every question with the kind after it, and some text. */
export const fakeAgent = async ({ hangsUp = false }: { readonly hangsUp?: boolean } = {}): Promise<FakeAgent> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-agent-'))
  const path = join(folder, 'agent.sock')
  const asked: number[] = []
  const sockets = new Set<Socket>()
  const answerAll = async (socket: Socket): Promise<void> => {
    for await (const question of agentMessages(socket)) {
      asked.push(question[4] ?? 0)
      socket.write(answerTo(question[4] ?? 0))
    }
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (hangsUp) socket.destroy()
    // Who asks may hang up at any time.
    else answerAll(socket).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    path,
    asked,
    answerTo,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

/** A message of the agent protocol: its length in four bytes, a byte for its kind, and what belongs to it. */
export const agentMessage = (kind: number, content = ''): Buffer => {
  const message = Buffer.alloc(5 + content.length)
  message.writeUInt32BE(1 + content.length)
  message[4] = kind
  message.write(content, 5)
  return message
}

const answerTo = (kind: number): Buffer => agentMessage(kind + 1, `answer to ${kind}`)
