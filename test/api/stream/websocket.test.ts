import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { NotFoundError, ProtocolError, UnsupportedError } from '../../../src/api/index.ts'
import { clientFrame, opcodes, type WebSocketEvent, WebSocketFrames } from '../../../src/api/stream/websocket-frames.ts'
import { fakeEngine } from '../support/fake-engine.ts'

/** A frame as servers send it. */
const frame = (opcode: number, content: string | Uint8Array, { flags = 0x80 } = {}): Buffer => {
  const data = Buffer.from(content)
  if (data.length < 126) return Buffer.concat([Buffer.from([flags | opcode, data.length]), data])
  const length = Buffer.alloc(data.length < 65_536 ? 2 : 8)
  if (length.length === 2) length.writeUInt16BE(data.length)
  else length.writeBigUInt64BE(BigInt(data.length))
  return Buffer.concat([Buffer.from([flags | opcode, length.length === 2 ? 126 : 127]), length, data])
}

const closing = (code: number, reason = ''): Buffer =>
  frame(opcodes.close, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]))

/** Data joined, and everything else in its place. */
const read = (chunks: readonly Uint8Array[]): (string | WebSocketEvent)[] => {
  const frames = new WebSocketFrames()
  const seen: (string | WebSocketEvent)[] = []
  for (const event of chunks.flatMap((chunk) => [...frames.read(chunk)])) {
    const last = seen.at(-1)
    if (event.kind !== 'data') seen.push({ ...event })
    else if (typeof last === 'string') seen[seen.length - 1] = last + Buffer.from(event.data).toString('latin1')
    else seen.push(Buffer.from(event.data).toString('latin1'))
  }
  expect(frames.isBetweenMessages).toBe(true)
  return seen
}

const fragment = { flags: 0 }
const bytes = Buffer.concat([
  frame(opcodes.binary, 'out\n'),
  frame(opcodes.text, ''),
  frame(opcodes.text, 'mes', fragment),
  frame(opcodes.ping, 'are you there'),
  frame(opcodes.continuation, 'sa', fragment),
  frame(opcodes.pong, ''),
  frame(opcodes.continuation, 'ge\n'),
  frame(opcodes.binary, 'x'.repeat(125)),
  frame(opcodes.binary, 'y'.repeat(126)),
  frame(opcodes.binary, 'z'.repeat(300)),
  closing(1000, 'bye'),
])
const expected = [
  'out\nmes',
  { kind: 'ping', data: Buffer.from('are you there') },
  'sa',
  { kind: 'pong', data: Buffer.from('') },
  `ge\n${'x'.repeat(125)}${'y'.repeat(126)}${'z'.repeat(300)}`,
  { kind: 'close', code: 1000, reason: 'bye' },
]

test('frames come out whole wherever the bytes are cut once', () => {
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(read([bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(expected)
  }
})

test('frames come out whole in pieces of any one size', () => {
  for (let size = 1; size <= 40; size++) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    expect(read(pieces), `pieces of ${size}`).toEqual(expected)
  }
})

test('a length of 64 bits is read wherever it is cut', () => {
  const long = frame(opcodes.binary, 'x'.repeat(70_000))
  for (let cut = 0; cut <= 12; cut++) {
    const [all] = read([long.subarray(0, cut), long.subarray(cut)])
    expect(all, `cut at ${cut}`).toHaveLength(70_000)
  }
})

test('bytes that end within a frame or a message are no end', () => {
  const whole = Buffer.concat([frame(opcodes.text, 'abc', fragment), frame(opcodes.continuation, 'def')])
  for (let end = 1; end < whole.length; end++) {
    const frames = new WebSocketFrames()
    Array.from(frames.read(whole.subarray(0, end)))
    expect(frames.isBetweenMessages, `ends at ${end}`).toBe(false)
  }
})

test.each([
  ['masked', Buffer.from([0x82, 0x80, 1, 2, 3, 4]), 'it is masked, as only those of a client are'],
  ['with an extension', frame(opcodes.binary, 'x', { flags: 0xc0 }), 'it uses an extension that nobody asked for'],
  ['of an unknown kind', frame(3, 'x'), 'it is of the unknown kind 3'],
  ['of an unknown control kind', frame(11, 'x'), 'it is of the unknown kind 11'],
  ['of control in pieces', frame(opcodes.ping, 'x', fragment), 'it is a control frame in pieces'],
  ['of control that is long', frame(opcodes.ping, 'x'.repeat(126)), 'it is a control frame in pieces'],
  ['that goes on with nothing', frame(opcodes.continuation, 'x'), 'messages are mixed up'],
  [
    'that begins within a message',
    Buffer.concat([frame(opcodes.text, 'x', fragment), frame(opcodes.text, 'x')]),
    'messages are mixed up',
  ],
  ['of endless length', Buffer.from([0x82, 127, ...Array(8).fill(255)]), 'it is longer than anything can be'],
])('a frame %s is refused', (_, wrong, why) => {
  expect(() => Array.from(new WebSocketFrames().read(wrong))).toThrow(
    new ProtocolError(`The engine sent a WebSocket frame that cannot be used: ${why}.`),
  )
})

test.each([0, 1, 125, 126, 65_535, 65_536])('what a client sends is masked and whole, at a length of %i', (length) => {
  const content = Buffer.alloc(length, 'message')
  const sent = clientFrame(opcodes.binary, content)
  expect((sent[1] ?? 0) & 0x80).toBe(0x80)
  expect(unmasked(sent)).toEqual({ opcode: opcodes.binary, data: content, rest: Buffer.alloc(0) })
})

/** Takes the first frame of a client apart. */
const unmasked = (sent: Buffer): { opcode: number; data: Buffer; rest: Buffer } => {
  const short = (sent[1] ?? 0) & 0x7f
  const length = short === 127 ? Number(sent.readBigUInt64BE(2)) : short === 126 ? sent.readUInt16BE(2) : short
  const start = short === 127 ? 10 : short === 126 ? 4 : 2
  const mask = sent.subarray(start, start + 4)
  const data = Buffer.from(sent.subarray(start + 4, start + 4 + length))
  for (const [index, byte] of data.entries()) data[index] = byte ^ (mask[index % 4] ?? 0)
  return { opcode: (sent[0] ?? 0) & 0x0f, data, rest: sent.subarray(start + 4 + length) }
}

/** An engine that speaks WebSocket and then does as it is told. */
const speaking = async (act: (socket: Duplex, request: IncomingMessage) => void) => {
  const fake = await fakeEngine(() => {}, { apiVersion: '1.51' })
  fake.server.on('upgrade', (request, socket) => {
    socket.on('error', () => {})
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    act(socket, request)
  })
  return fake
}

/** What a client sends until it says close, by kind. */
const received = (socket: Duplex) =>
  new Promise<readonly (readonly [opcode: number, text: string])[]>((resolve) => {
    const all: [number, string][] = []
    let open: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      open = Buffer.concat([open, chunk])
      while (open.length > 0) {
        const { opcode, data, rest } = unmasked(open)
        all.push([opcode, data.toString('latin1')])
        open = rest
      }
      if (all.at(-1)?.[0] === opcodes.close) resolve(all)
    })
  })

test('a WebSocket is asked for as the engine wants it, and its output is one stream', async () => {
  let asked: IncomingMessage | undefined
  await using fake = await speaking((socket, request) => {
    asked = request
    socket.end(Buffer.concat([frame(opcodes.binary, 'out\n'), frame(opcodes.text, 'err\n'), closing(1000)]))
  })
  const { output } = await fake.engine.containers.attachWebsocket('x', { stdin: true, logs: true })
  await expect(output.text()).resolves.toEqual({ stdout: 'out\nerr\n', stderr: '', output: 'out\nerr\n' })
  expect(asked).toMatchObject({
    method: 'GET',
    url: '/v1.51/containers/x/attach/ws?stream=true&stdin=true&stdout=true&stderr=true&logs=true',
  })
})

test('the end of the input is a close frame, after which output still arrives', async () => {
  let sent: unknown
  await using fake = await speaking(async (socket) => {
    sent = await received(socket)
    socket.end(Buffer.concat([frame(opcodes.ping, 'too late'), frame(opcodes.binary, 'after'), closing(1000)]))
  })
  const { stdin, output } = await fake.engine.containers.attachWebsocket('x', { stdin: true })
  stdin.write('hello ')
  stdin.end('world')
  await expect(output.text()).resolves.toMatchObject({ output: 'after' })
  expect(sent).toEqual([
    [opcodes.binary, 'hello '],
    [opcodes.binary, 'world'],
    [opcodes.close, '\x03\xe8'],
  ])
})

test('a ping is answered with what it says', async () => {
  await using fake = await speaking(async (socket) => {
    socket.write(frame(opcodes.ping, 'are you there?'))
    socket.once('data', (chunk) => {
      const { opcode, data } = unmasked(chunk)
      socket.end(Buffer.concat([frame(opcodes.text, `${opcode}: ${data}`), closing(1000)]))
    })
  })
  const { output } = await fake.engine.containers.attachWebsocket('x')
  await expect(output.text()).resolves.toMatchObject({ output: '10: are you there?' })
})

test('output that comes before anybody reads is not lost when the engine closes', async () => {
  await using fake = await speaking((socket) => {
    socket.end(Buffer.concat([frame(opcodes.binary, 'x'.repeat(300_000)), closing(1000)]))
  })
  const { output } = await fake.engine.containers.attachWebsocket('x')
  await delay(50)
  expect((await output.text()).output).toHaveLength(300_000)
})

test.each([
  [
    'a close frame with an error',
    closing(1011, 'no space left'),
    'closed the WebSocket with code 1011: no space left.',
  ],
  ['an end without a close frame', frame(opcodes.binary, 'x'), 'The WebSocket ended without being closed.'],
  ['an end within a frame', Buffer.from([0x82, 5, 1]), 'The WebSocket was cut in the middle of a frame.'],
  ['a frame that is none', Buffer.from('HTTP/1.1 200 OK'), 'a WebSocket frame that cannot be used'],
])('%s rejects', async (_, last, words) => {
  await using fake = await speaking((socket) => socket.end(last))
  const reading = (await fake.engine.containers.attachWebsocket('x')).output.text()
  await expect(reading).rejects.toThrow(ProtocolError)
  await expect(reading).rejects.toThrow(words)
})

test('what is written after the engine has closed costs no output', async () => {
  await using fake = await speaking((socket) => {
    const last = Buffer.concat([frame(opcodes.binary, 'x'.repeat(10_000)), closing(1000)])
    socket.end(last, () => socket.destroy())
  })
  const { stdin, output } = await fake.engine.containers.attachWebsocket('x', { stdin: true })
  await delay(50)
  stdin.end('too late')
  expect((await output.text()).output).toHaveLength(10_000)
})

test('what hands over something else than a WebSocket is refused', async () => {
  await using fake = await fakeEngine(() => {})
  fake.server.on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
  })
  await expect(fake.engine.containers.attachWebsocket('x')).rejects.toThrow(
    'What answers to `GET /containers/x/attach/ws` handed over something else than a WebSocket.',
  )
})

test('a refusal is a typed error', async () => {
  await using fake = await fakeEngine(() => {})
  fake.server.on('upgrade', (_, socket) => {
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 16\r\n\r\n{"message":"no"}')
  })
  await expect(fake.engine.containers.attachWebsocket('x')).rejects.toThrow(NotFoundError)
})

test('an engine that attaches to everything is not asked for less', async () => {
  await using fake = await fakeEngine(() => {})
  const attach = fake.engine.containers.attachWebsocket('x', { stdout: false })
  await expect(attach).rejects.toThrow(UnsupportedError)
  await expect(attach).rejects.toThrow(/`stdout` needs API 1.42/)
})

test('an abort ends it with its own reason', async () => {
  await using fake = await speaking((socket) => socket.write(frame(opcodes.binary, 'first\n')))
  const abort = new AbortController()
  const { output } = await fake.engine.containers.attachWebsocket('x', { signal: abort.signal })
  const lines = output.lines()
  await expect(lines.next()).resolves.toMatchObject({ value: { text: 'first' } })
  const next = lines.next()
  abort.abort(new Error('enough'))
  await expect(next).rejects.toThrow('enough')
})

test('closing it ends both directions', async () => {
  let engineSide: Duplex | undefined
  await using fake = await speaking((socket) => {
    engineSide = socket.resume()
  })
  {
    await using attached = await fake.engine.containers.attachWebsocket('x', { stdin: true })
    expect(attached.stdin.writable).toBe(true)
  }
  if (engineSide && !engineSide.readableEnded) await once(engineSide, 'end')
})

test('a process whose output nobody reads has to wait', async () => {
  let sent = 0
  await using fake = await speaking(async (socket) => {
    for (; sent < 100_000_000 && !socket.destroyed; sent += 65_536) {
      // Over as well when the reader has left.
      if (!socket.write(frame(opcodes.binary, Buffer.alloc(65_536)))) await once(socket, 'drain').catch(() => {})
    }
  })
  const attached = await fake.engine.containers.attachWebsocket('x')
  await delay(200)
  expect(sent).toBeLessThan(4_000_000)
  attached.close()
})
