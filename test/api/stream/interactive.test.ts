import { once } from 'node:events'
import type { Duplex, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ConflictError, EngineConnectionError, NotFoundError, ProtocolError } from '../../../src/api/index.ts'
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts'

const handedOver = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'

/** An engine that hands over the connection and then does as it is told. */
const handingOver = async (act: (socket: Duplex, head: Buffer) => void): Promise<FakeEngine> => {
  const fake = await fakeEngine(() => {})
  fake.server.on('upgrade', (_, socket, head) => {
    socket.on('error', () => {})
    act(socket, head)
  })
  return fake
}

test('the end of the input is half a close: what the process prints afterwards still arrives', async () => {
  await using fake = await handingOver((socket) => {
    socket.write(handedOver)
    let input = ''
    socket.on('data', (data) => {
      input += data
    })
    socket.once('end', async () => {
      await delay(20)
      socket.end(`read ${input.length} bytes`)
    })
  })
  const { stdin, output } = await fake.engine.exec.start('x', { tty: true, stdin: true })
  stdin.write('hello ')
  stdin.end('world')
  await expect(output.text()).resolves.toMatchObject({ output: 'read 11 bytes' })
})

test('a command without input sees end-of-file at once', async () => {
  await using fake = await handingOver((socket) => {
    socket.write(handedOver)
    socket.resume().once('end', () => socket.end('end of file'))
  })
  const { output } = await fake.engine.exec.start('x', { tty: true })
  await expect(output.text()).resolves.toMatchObject({ output: 'end of file' })
})

test('output that comes with the headers is not lost', async () => {
  await using fake = await handingOver((socket) => socket.end(`${handedOver}first`))
  const { output } = await fake.engine.exec.start('x', { tty: true })
  await expect(output.text()).resolves.toMatchObject({ output: 'first' })
})

test('output that comes before anybody reads is not lost', async () => {
  await using fake = await handingOver((socket) => {
    socket.write(handedOver)
    socket.end('x'.repeat(300_000))
  })
  const { output } = await fake.engine.exec.start('x', { tty: true })
  await delay(50)
  expect((await output.text()).output).toHaveLength(300_000)
})

test('a connection that ends within a frame rejects', async () => {
  await using fake = await handingOver((socket) => {
    socket.write(handedOver)
    socket.end(Buffer.from([1, 0, 0, 0, 0, 0, 0, 9, 97]))
  })
  const { output } = await fake.engine.exec.start('x', { tty: false })
  await expect(output.text()).rejects.toThrow(ProtocolError)
})

test.each([
  [404, NotFoundError],
  [409, ConflictError],
])('a refusal with status %i is a typed error', async (status, Kind) => {
  await using fake = await handingOver((socket) => {
    const body = '{"message":"no"}'
    socket.end(`HTTP/1.1 ${status} X\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  })
  await expect(fake.engine.containers.attach('x', { tty: false })).rejects.toThrow(Kind)
})

test('an answer that hands over nothing rejects', async () => {
  await using fake = await handingOver((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'))
  await expect(fake.engine.containers.attach('x', { tty: false })).rejects.toThrow(ProtocolError)
})

test('a connection cut before it is handed over rejects', async () => {
  await using fake = await handingOver((socket) => socket.destroy())
  await expect(fake.engine.containers.attach('x', { tty: false })).rejects.toThrow(EngineConnectionError)
})

test('closing it ends both directions', async () => {
  let engineSide: Duplex | undefined
  await using fake = await handingOver((socket) => {
    engineSide = socket
    socket.resume().write(handedOver)
  })
  {
    await using interactive = await fake.engine.exec.start('x', { tty: true, stdin: true })
    expect(interactive.stdin.writable).toBe(true)
  }
  if (engineSide && !engineSide.readableEnded) await once(engineSide, 'end')
})

/** Also over when the reader has left. */
const drained = (stream: Writable): Promise<unknown> => once(stream, 'drain').catch(() => {})

// Two socket buffers and a stream's own: far less than what the engine would send.
const readAheadLimit = 4_000_000

test('a process whose output nobody reads has to wait', async () => {
  let sent = 0
  await using fake = await handingOver(async (socket) => {
    socket.write(handedOver)
    for (; sent < 100_000_000 && !socket.destroyed; sent += 65_536) {
      if (!socket.write(Buffer.alloc(65_536))) await drained(socket)
    }
  })
  await using interactive = await fake.engine.exec.start('x', { tty: true, stdin: true })
  await delay(200)
  expect(sent).toBeLessThan(readAheadLimit)
  interactive.close()
})

test('logs that nobody reads are not fetched', async () => {
  let sent = 0
  await using fake = await fakeEngine(async (_, response) => {
    for (; sent < 100_000_000 && !response.destroyed; sent += 65_536) {
      if (!response.write(Buffer.alloc(65_536))) await drained(response)
    }
  })
  await using logs = await fake.engine.containers.logs('x', { tty: true })
  await delay(200)
  expect(sent).toBeLessThan(readAheadLimit)
  logs.close()
})
