import type { Socket } from 'node:net'
import { PassThrough, type Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { OutputStream } from '../../../src/api/index.ts'
import { feedLogConsumer } from '../../../src/run/log-outputs.ts'
import { fakeEngine } from '../../api/support/fake-engine.ts'
import { isSoak, recordFigure, times } from '../soak.ts'
import { drained } from './drained.ts'
import { growthOf } from './memory.ts'

const timeout = isSoak ? 1_800_000 : 60_000
const totalBytes = times(64 << 20, 1 << 30)
const allowedBytes = 8 << 20

/** An engine that prints that much, in frames, as fast as it is read. */
class Printer {
  sentBytes = 0
  #socket: Socket | undefined

  async print(socket: Socket, stream: Writable): Promise<void> {
    this.#socket = socket
    const frame = Buffer.alloc(8 + 16_384, 'x')
    frame.set([1, 0, 0, 0, 0, 0, 0x40, 0])
    frame[frame.length - 1] = 0x0a
    for (let left = totalBytes; left > 0 && !socket.destroyed; left -= frame.length) {
      this.sentBytes += frame.length
      if (!stream.write(frame)) await drained(stream)
    }
    stream.end()
  }

  /** What has left for the client. */
  get leftBytes(): number {
    return this.sentBytes - (this.#socket?.writableLength ?? 0)
  }
}

/** Reads with pauses, and measures how much was sent that was not read yet. */
const readSlowly = async (printer: Printer, source: AsyncIterable<{ readonly length: number }>) => {
  let readBytes = 0
  let bufferedBytes = 0
  let nextPause = 0
  for await (const { length } of source) {
    readBytes += length
    if (readBytes < nextPause) continue
    nextPause = readBytes + (totalBytes >> 4)
    // Long enough for all that can be sent to be sent.
    await sleep(150)
    bufferedBytes = Math.max(bufferedBytes, printer.leftBytes - readBytes)
  }
  return { readBytes, bufferedBytes }
}

async function* lengthsOf(output: OutputStream): AsyncGenerator<{ readonly length: number }> {
  for await (const { data } of output) yield { length: data.length + (data.length >= 16_000 ? 8 : 0) }
}

test.each(['logs', 'attach'] as const)('a slow reader of %s slows the engine down', { timeout }, async (what) => {
  const printer = new Printer()
  await using fake = await fakeEngine(({ socket }, response) => {
    response.writeHead(200)
    void printer.print(socket, response)
  })
  fake.server.on('upgrade', (_, socket: Socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
    void printer.print(socket, socket)
  })
  const { containers } = fake.engine
  let result = { readBytes: 0, bufferedBytes: 0 }
  const growth = await growthOf(async () => {
    const output =
      what === 'logs'
        ? await containers.logs('x', { tty: false, follow: true })
        : (await containers.attach('x', { tty: false })).output
    result = await readSlowly(printer, lengthsOf(output))
  })
  expect(result.readBytes).toBeGreaterThan(totalBytes * 0.99)
  expect(result.bufferedBytes).toBeLessThanOrEqual(allowedBytes)
  await recordFigure(
    `slow reader on ${totalBytes >> 20} MiB of ${what}`,
    `${(result.bufferedBytes / 2 ** 20).toFixed(2)} MiB buffered at most, sockets included; memory grew by ${growth.peakMb} MB at the peak, ${growth.keptMb} MB were kept`,
  )
})

test('a log consumer that does not read slows the engine down', { timeout }, async () => {
  const printer = new Printer()
  await using fake = await fakeEngine(() => {})
  fake.server.on('upgrade', (_, socket: Socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
    void printer.print(socket, socket)
  })
  const { output } = await fake.engine.containers.attach('x', { tty: false })
  const sink = new PassThrough({ highWaterMark: 0 })
  feedLogConsumer(output, (stream) => stream.pipe(sink))
  // Until nothing moves any more.
  for (let last = -1; printer.leftBytes > last; ) {
    last = printer.leftBytes
    await sleep(300)
  }
  const bufferedBytes = printer.leftBytes
  expect(bufferedBytes).toBeGreaterThan(1 << 20)
  expect(bufferedBytes).toBeLessThanOrEqual(allowedBytes)
  await recordFigure(
    'a log consumer that does not read',
    `${(bufferedBytes / 2 ** 20).toFixed(2)} MiB buffered, sockets included`,
  )
})
