import { expect, test } from 'vitest'
import { ProtocolError } from '../../../src/api/index.ts'
import { demux, type OutputChunk } from '../../../src/api/stream/demux.ts'

const frame = (stream: number, text: string): Buffer => {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

const from = async function* (chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}

const join = async (chunks: readonly Uint8Array[]): Promise<Record<OutputChunk['stream'], string>> => {
  const parts: Record<OutputChunk['stream'], Uint8Array[]> = { stdout: [], stderr: [] }
  for await (const { stream, data } of demux(from(chunks))) parts[stream].push(data)
  return { stdout: Buffer.concat(parts.stdout).toString(), stderr: Buffer.concat(parts.stderr).toString() }
}

const bytes = Buffer.concat([
  frame(1, 'out ü\n'),
  frame(2, 'err\n'),
  frame(1, ''),
  frame(0, 'in'),
  frame(1, 'x'.repeat(300)),
])
const expected = { stdout: `out ü\nin${'x'.repeat(300)}`, stderr: 'err\n' }

test('frames come out whole wherever the bytes are cut once', async () => {
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(await join([bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(expected)
  }
})

test('frames come out whole in pieces of any one size', async () => {
  for (let size = 1; size <= 40; size++) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    expect(await join(pieces), `pieces of ${size}`).toEqual(expected)
  }
})

test('many frames in one chunk keep their order', async () => {
  const seen: string[] = []
  for await (const { stream, data } of demux(from([bytes]))) seen.push(`${stream}:${data.length}`)
  expect(seen).toEqual(['stdout:7', 'stderr:4', 'stdout:2', 'stdout:300'])
})

test('only the first piece of a frame begins it', async () => {
  const whole = frame(1, 'abc')
  const seen: boolean[] = []
  for await (const { startsFrame } of demux(from([whole.subarray(0, 9), whole.subarray(9, 10), whole.subarray(10)])))
    seen.push(startsFrame)
  expect(seen).toEqual([true, false, false])
})

test('no byte is copied', async () => {
  for await (const { data } of demux(from([bytes]))) expect(data.buffer).toBe(bytes.buffer)
})

test('bytes that end within a frame reject', async () => {
  for (let end = 1; end < 11; end++) {
    await expect(join([frame(1, 'abc').subarray(0, end)]), `ends at ${end}`).rejects.toThrow(ProtocolError)
  }
})

test('bytes that are no frames reject', async () => {
  await expect(join([Buffer.from('plain text of a terminal')])).rejects.toThrow(ProtocolError)
  await expect(join([frame(4, 'x')])).rejects.toThrow(ProtocolError)
})

test('an error that the engine puts into the stream rejects with its words, however it is cut', async () => {
  const error = frame(3, 'error grabbing logs: unexpected EOF\n')
  for (let cut = 0; cut <= error.length; cut++) {
    await expect(join([error.subarray(0, cut), error.subarray(cut)]), `cut at ${cut}`).rejects.toThrow(
      'The engine ended the stream with an error: error grabbing logs: unexpected EOF.',
    )
  }
})

test('a length that uses all of its 32 bits is a length', async () => {
  const header = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])
  const seen: number[] = []
  const source = async function* () {
    yield header
    yield Buffer.alloc(100)
  }
  const readAll = async () => {
    for await (const { data } of demux(source())) seen.push(data.length)
  }
  await expect(readAll()).rejects.toThrow('cut in the middle of a frame')
  expect(seen).toEqual([100])
})

test('what claims to be an error of gigabytes is not gathered', async () => {
  let sent = 0
  const source = async function* () {
    yield Buffer.from([3, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])
    for (; sent < 100; sent++) yield Buffer.alloc(65_536, 'x')
  }
  const readAll = async () => {
    for await (const _ of demux(source()));
  }
  await expect(readAll()).rejects.toThrow(ProtocolError)
  expect(sent).toBeLessThan(3)
})

test('an error without words rejects too', async () => {
  await expect(join([frame(3, ''), frame(1, 'x')])).rejects.toThrow(ProtocolError)
})
