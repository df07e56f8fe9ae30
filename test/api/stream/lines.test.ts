import { expect, test } from 'vitest'
import type { Frame } from '../../../src/api/stream/demux.ts'
import { type LineOptions, type LogLine, lines } from '../../../src/api/stream/lines.ts'

type Piece = readonly [stream: 'stdout' | 'stderr', text: string | Uint8Array, startsFrame?: boolean]

const from = async function* (pieces: readonly Piece[]): AsyncGenerator<Frame> {
  for (const [stream, text, startsFrame = true] of pieces) yield { stream, data: Buffer.from(text), startsFrame }
}

const read = async (pieces: readonly Piece[], options?: LineOptions): Promise<LogLine[]> => {
  const all: LogLine[] = []
  for await (const line of lines(from(pieces), options)) all.push(line)
  return all
}

test('a line is whole wherever its bytes are cut, within a character too', async () => {
  const bytes = Buffer.from('one ü🚢\r\ntwo\n')
  for (let cut = 0; cut <= bytes.length; cut++) {
    const read2 = await read([
      ['stdout', bytes.subarray(0, cut)],
      ['stdout', bytes.subarray(cut), false],
    ])
    expect(
      read2.map(({ text }) => text),
      `cut at ${cut}`,
    ).toEqual(['one ü🚢', 'two'])
  }
})

test('both streams keep their own half lines', async () => {
  const all = await read([
    ['stdout', 'o'],
    ['stderr', 'e1\ne'],
    ['stdout', '1\n'],
    ['stderr', '2'],
  ])
  expect(all).toEqual([
    { stream: 'stderr', text: 'e1' },
    { stream: 'stdout', text: 'o1' },
    { stream: 'stderr', text: 'e2' },
  ])
})

test('empty lines count, and no line is made up at the end', async () => {
  expect((await read([['stdout', '\n\na\n']])).map(({ text }) => text)).toEqual(['', '', 'a'])
  expect(await read([])).toEqual([])
})

test('a line of many megabytes is one line', async () => {
  const piece = 'x'.repeat(16_384)
  const pieces: Piece[] = [...Array.from({ length: 1000 }, (): Piece => ['stdout', piece]), ['stdout', '\n']]
  const all = await read(pieces)
  expect(all).toHaveLength(1)
  expect(all[0]?.text).toHaveLength(16_384_000)
})

test('a line without end is handed out in pieces', async () => {
  const pieces = Array.from({ length: 10 }, (): Piece => ['stdout', 'x'.repeat(100)])
  const all = await read(pieces, { maxLineBytes: 250 })
  expect(all.map(({ text }) => text.length)).toEqual([300, 300, 300, 100])
})

const time = '2026-01-02T03:04:05.123456789Z'

test('the time at the start of a frame is taken off wherever it is cut', async () => {
  const bytes = Buffer.from(`${time} hello world\n`)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const all = await read(
      [
        ['stdout', bytes.subarray(0, cut)],
        ['stdout', bytes.subarray(cut), cut === 0],
      ],
      { timeBefore: 'frame' },
    )
    expect(all, `cut at ${cut}`).toEqual([
      { stream: 'stdout', text: 'hello world', time: new Date('2026-01-02T03:04:05.123Z') },
    ])
  }
})

test('a line that the engine cut into frames has one time, the first', async () => {
  const all = await read(
    [
      ['stdout', `${time} hello `],
      ['stdout', '2026-01-02T03:04:06.000000000Z world\n'],
      ['stdout', '2026-01-02T03:04:07.000000000Z next\n'],
    ],
    { timeBefore: 'frame' },
  )
  expect(all.map(({ text, time }) => [text, time?.getUTCSeconds()])).toEqual([
    ['hello world', 5],
    ['next', 7],
  ])
})

test('an empty line has its time', async () => {
  expect(await read([['stdout', `${time} \n`]], { timeBefore: 'frame' })).toMatchObject([
    { text: '', time: new Date('2026-01-02T03:04:05.123Z') },
  ])
})

test('a terminal has no frames: the time is taken off each line, wherever it is cut', async () => {
  const bytes = Buffer.from(`${time} one\r\n2026-01-02T03:04:06.000000000Z \r\n2026-01-02T03:04:07.000000000Z three`)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const pieces: Piece[] = [bytes.subarray(0, cut), bytes.subarray(cut)].map((part) => ['stdout', part, false])
    const all = await read(pieces, { timeBefore: 'line' })
    expect(
      all.map(({ text, time }) => [text, time?.getUTCSeconds()]),
      `cut at ${cut}`,
    ).toEqual([
      ['one', 5],
      ['', 6],
      ['three', 7],
    ])
  }
})

test('what stands in the place of a time and is none stays in the line', async () => {
  const texts = ['plain text', 'nospacesatall', `${'x'.repeat(50)} y`, '2026-01-02T03:04:0']
  for (const text of texts) {
    const bytes = Buffer.from(text)
    for (let cut = 0; cut <= bytes.length; cut++) {
      for (const timeBefore of ['frame', 'line'] as const) {
        const pieces: Piece[] = [
          ['stdout', bytes.subarray(0, cut), true],
          ['stdout', bytes.subarray(cut), false],
        ]
        expect(await read(pieces, { timeBefore }), `${text} cut at ${cut}`).toEqual([{ stream: 'stdout', text }])
      }
    }
  }
})

test('a line of a terminal that breaks off within its time is handed out as it is', async () => {
  const all = await read([['stdout', `${time} one\n2026-01-02T03`, false]], { timeBefore: 'line' })
  expect(all.map(({ text }) => text)).toEqual(['one', '2026-01-02T03'])
})

test('bytes that are no UTF-8 become replacement characters, also where a line comes in pieces', async () => {
  const bytes = Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0xe2, 0x82, 0x0a])
  for (let cut = 0; cut <= bytes.length; cut++) {
    const all = await read([
      ['stdout', bytes.subarray(0, cut)],
      ['stdout', bytes.subarray(cut), false],
    ])
    expect(
      all.map(({ text }) => text),
      `cut at ${cut}`,
    ).toEqual(['a\uFFFD\uFFFD', '\uFFFD'])
  }
})

test('a carriage return within a line stays, one before its end goes, wherever it is cut', async () => {
  const bytes = Buffer.from('10 %\r20 %\r\n\r\nend\r')
  for (let cut = 0; cut <= bytes.length; cut++) {
    const all = await read([
      ['stdout', bytes.subarray(0, cut)],
      ['stdout', bytes.subarray(cut), false],
    ])
    expect(
      all.map(({ text }) => text),
      `cut at ${cut}`,
    ).toEqual(['10 %\r20 %', '', 'end'])
  }
})

test('an open line takes no more memory than its bytes, however small its pieces', async () => {
  const pieces = 6000
  const start = process.memoryUsage().arrayBuffers
  let growth = 0
  const source = async function* (): AsyncGenerator<Frame> {
    for (let piece = 0; piece < pieces; piece++) {
      // One byte of a chunk, all of which a view of it would keep alive: 393 MB in the end.
      yield { stream: 'stdout', data: Buffer.alloc(65_536, 'x').subarray(0, 1), startsFrame: true }
      if (piece % 100 === 0) growth = Math.max(growth, process.memoryUsage().arrayBuffers - start)
    }
  }
  const all: LogLine[] = []
  for await (const line of lines(source())) all.push(line)
  expect(all.map(({ text }) => text.length)).toEqual([pieces])
  expect(growth).toBeLessThan(150_000_000)
})
