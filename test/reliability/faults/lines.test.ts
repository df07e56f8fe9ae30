import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { demux } from '../../../src/api/stream/demux.ts'
import { type LogLine, lines } from '../../../src/api/stream/lines.ts'
import { type Chance, seeded } from '../hostile/seeded.ts'
import { isSoak, recordFigure, times } from '../soak.ts'
import { type Growth, growthOf } from './memory.ts'

const timeout = isSoak ? 1_800_000 : 60_000

/** A line of bytes of any kind but newlines: text, characters of several bytes, and what is no UTF-8. */
const randomLine = ({ below, oneOf }: Chance): Buffer => {
  const length = oneOf([0, 1, 7, 80, 80, 80, 4_000, 20_000])
  const anyByte = () => Buffer.from(Array.from({ length }, () => below(256)).map((byte) => (byte === 10 ? 11 : byte)))
  const text = () => Buffer.from('aé€😀 '.repeat(length).slice(0, length))
  const line = oneOf([text, text, anyByte])()
  // A carriage return in the end belongs to the line ending.
  return line.at(-1) === 13 ? Buffer.concat([line, Buffer.from('.')]) : line
}

const framed = (kind: 1 | 2, content: Buffer): Buffer => {
  const header = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(content.length, 4)
  return Buffer.concat([header, content])
}

const inPieces = (bytes: Buffer, { below, oneOf }: Chance): Buffer[] => {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + below(oneOf([2, 20, 1_000, 70_000]))
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return pieces
}

const all = async (source: AsyncIterable<LogLine>): Promise<LogLine[]> => {
  const seen: LogLine[] = []
  for await (const line of source) seen.push(line)
  return seen
}

async function* each(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces
}

test('lines are whole and come once each, wherever frames and chunks cut them', { timeout }, async () => {
  const count = times(60, 2_000)
  let lineCount = 0
  for (let seed = 1; seed <= count; seed++) {
    const chance = seeded(seed)
    const expected = { stdout: [] as string[], stderr: [] as string[] }
    const bytes = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    for (let left = 1 + chance.below(40); left > 0; left--) {
      const stream = chance.oneOf(['stdout', 'stderr'] as const)
      const line = randomLine(chance)
      expected[stream].push(line.toString('utf8'))
      bytes[stream].push(line, Buffer.from(chance.oneOf(['\n', '\n', '\r\n'])))
    }
    // The engine cuts what a program prints as it likes, and mixes the two kinds.
    const waiting = {
      stdout: inPieces(Buffer.concat(bytes.stdout), chance),
      stderr: inPieces(Buffer.concat(bytes.stderr), chance),
    }
    const frames: Buffer[] = []
    while (waiting.stdout.length + waiting.stderr.length > 0) {
      const stream = chance.oneOf(['stdout', 'stderr'] as const)
      const piece = waiting[stream].shift()
      if (piece) frames.push(framed(stream === 'stdout' ? 1 : 2, piece))
    }
    const seen = await all(lines(demux(each(inPieces(Buffer.concat(frames), chance)))))
    for (const kind of ['stdout', 'stderr'] as const) {
      const texts = seen.filter(({ stream }) => stream === kind).map(({ text }) => text)
      expect(texts, `seed ${seed}`).toEqual(expected[kind])
      lineCount += texts.length
    }
  }
  await recordFigure(
    'lines cut at random bytes, with invalid UTF-8',
    `${lineCount} lines of ${count} outputs, each once and as it was`,
  )
})

test('a line of 16 MiB is one line, and nothing of it is kept', { timeout }, async () => {
  const runs = times(2, 20)
  const frame = framed(1, Buffer.alloc(16_384, 'x'))
  async function* output(): AsyncGenerator<Buffer> {
    for (let left = 1_024; left > 0; left--) {
      // Lets the memory be measured.
      if (left % 64 === 0) await sleep(1)
      yield frame
    }
    yield framed(1, Buffer.from('\nready\n'))
  }
  const run = async () => {
    const lengths: number[] = []
    for await (const { text } of lines(demux(output()))) lengths.push(text.length)
    expect(lengths).toEqual([16 << 20, 5])
  }
  await run()
  const growths: Growth[] = []
  const growth = await growthOf(async () => {
    for (let left = runs; left > 0; left--) growths.push(await growthOf(run))
  })
  expect(growth.keptMb).toBeLessThan(5)
  await recordFigure(
    `a 16 MiB line, ${runs} times`,
    `one line each; ${growth.keptMb} MB kept; no run took more than ${Math.max(...growths.map(({ peakMb }) => peakMb))} MB at its peak`,
  )
})
