import { expect, test } from 'vitest'
import { type Engine, EngineConnectionError, EngineError, ProtocolError } from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

interface Answered {
  readonly name: string
  /** As it travels, headers and all. */
  readonly wire: Buffer
  /** The name of what is asked for comes back to the fake engine. */
  readonly call: (engine: Engine, name: string) => Promise<unknown>
  readonly value: unknown
}

const frame = (stream: 1 | 2, text: string): Buffer => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}
const known = (body: string): Buffer => {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
  return Buffer.from(`${head}${body}`)
}
const chunked = (...chunks: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat([
    Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${Buffer.byteLength(chunk).toString(16)}\r\n`),
      Buffer.from(chunk),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('0\r\n\r\n'),
  ])
const all = async (source: AsyncIterable<unknown>): Promise<unknown[]> => {
  const parts: unknown[] = []
  for await (const part of source) parts.push(part)
  return parts
}

const time = '2026-01-02T03:04:05.123456789Z'
const answered: readonly Answered[] = [
  {
    name: 'an object of a known length',
    wire: known('{"Id":"ü"}'),
    call: (engine, name) => engine.containers.inspect(name),
    value: { Id: 'ü' },
  },
  {
    name: 'an object in chunks',
    wire: chunked('{"Id":', '"ü"}'),
    call: (engine, name) => engine.containers.inspect(name),
    value: { Id: 'ü' },
  },
  {
    name: 'an error',
    wire: Buffer.from(known('{"message":"none"}').toString().replace('200 OK', '404 Not Found')),
    call: (engine, name) =>
      engine.containers.inspect(name).catch((error: unknown) => {
        if (error instanceof EngineError) return error.engineMessage
        throw error
      }),
    value: 'none',
  },
  {
    name: 'progress',
    wire: chunked('{"status":"Pulling"}\r\n', '{"status":"Status: Downloaded"}\r\n'),
    call: async (engine, name) => {
      const seen: unknown[] = []
      await engine.images.pull(name, { auth: {}, onProgress: ({ status }) => seen.push(status) })
      return seen
    },
    value: ['Pulling', 'Status: Downloaded'],
  },
  {
    name: 'statistics, one a line',
    wire: chunked('{"read":"ü"}\n{"re', 'ad":"2"}\n'),
    call: (engine, name) => all(engine.containers.followStats(name)),
    value: [{ read: 'ü' }, { read: '2' }],
  },
  {
    name: 'frames of a log',
    wire: chunked(frame(1, 'out ü\n'), frame(2, 'err\n')),
    call: async (engine, name) => (await engine.containers.logs(name, { tty: false })).text(),
    value: { stdout: 'out ü\n', stderr: 'err\n', output: 'out ü\nerr\n' },
  },
  {
    name: 'lines of a log with their times',
    wire: chunked(frame(1, `${time} out ü\n`), frame(2, `${time} err`)),
    call: async (engine, name) => all((await engine.containers.logs(name, { tty: false, timestamps: true })).lines()),
    value: [
      { stream: 'stdout', text: 'out ü', time: new Date(time) },
      { stream: 'stderr', text: 'err', time: new Date(time) },
    ],
  },
]

/** The number in the name of what was asked for. */
const placeIn = (url = ''): number => Number(/at-(\d+)/.exec(url)?.[1])

test.each(answered)('$name is whole wherever the connection splits it', async ({ wire, call, value }) => {
  await using fake = await fakeEngine(({ url, socket }) => {
    socket.write(wire.subarray(0, placeIn(url)))
    setTimeout(() => socket.write(wire.subarray(placeIn(url))), 2)
  })
  const places = Array.from(wire.keys())
  const values = await Promise.all(places.map((place) => call(fake.engine, `at-${place}`)))
  for (const place of places) expect(values[place], `split at ${place}`).toEqual(value)
})

test.each(answered)('$name is never taken for whole where the connection ends within it', async ({ wire, call }) => {
  await using fake = await fakeEngine(({ url, socket }) => socket.end(wire.subarray(0, placeIn(url))))
  const places = Array.from(wire.keys())
  const ends = await Promise.all(
    places.map((place) =>
      call(fake.engine, `at-${place}`).then(
        (value) => value,
        (error: unknown) => error,
      ),
    ),
  )
  for (const place of places) expect(ends[place], `cut at ${place}`).toBeInstanceOf(EngineConnectionError)
})

const handedOver = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'

test('a connection that is handed over may be split anywhere; cut, it ends cleanly between two frames only', async () => {
  const output = [frame(1, 'out ü\n'), frame(2, 'err\n')]
  const wire = Buffer.concat([Buffer.from(handedOver), ...output])
  const ends = { headers: handedOver.length, frame: handedOver.length + (output[0]?.length ?? 0) }
  await using fake = await fakeEngine(() => {})
  fake.server.on('upgrade', ({ url }, socket) => {
    socket.on('error', () => {})
    socket.write(wire.subarray(0, placeIn(url)))
    if (url?.includes('split')) setTimeout(() => socket.end(wire.subarray(placeIn(url))), 2)
    else socket.end()
  })
  const text = async (name: string) => {
    const { output } = await fake.engine.containers.attach(name, { tty: false })
    return (await output.text()).output
  }
  for (const place of wire.keys()) {
    await expect(text(`split-at-${place}`), `split at ${place}`).resolves.toBe('out ü\nerr\n')
    const cut = expect(text(`cut-at-${place}`), `cut at ${place}`)
    if (place < ends.headers) await cut.rejects.toThrow(EngineConnectionError)
    else if (place === ends.headers) await cut.resolves.toBe('')
    else if (place === ends.frame) await cut.resolves.toBe('out ü\n')
    else await cut.rejects.toThrow(ProtocolError)
  }
})
