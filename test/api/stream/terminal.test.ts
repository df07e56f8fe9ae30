import { Duplex, PassThrough, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Interactive, type TerminalSize, UnsupportedError } from '../../../src/api/index.ts'
import { screen, untilShown } from '../support/screen.ts'

/** A session whose process is the test. */
const sessionOf = ({ tty = true, resize }: { tty?: boolean; resize?: (size: TerminalSize) => Promise<void> } = {}) => {
  const printed = new PassThrough()
  const typed = new PassThrough()
  const socket = Duplex.from({ readable: printed, writable: typed })
  socket.on('error', () => {})
  return { session: new Interactive(socket, { tty }, resize), printed, typed, socket }
}

/** Names of events that somebody listens to. */
const heard = (stream: PassThrough): Record<string, number> =>
  Object.fromEntries(stream.eventNames().map((name) => [String(name), stream.listenerCount(name)]))

test('a session ends with its output, and leaves the terminal as it was', async () => {
  const { stdin, stdout, shown, rawModes } = screen()
  const before = [heard(stdin), heard(stdout)]
  const { session, printed, typed } = sessionOf({ resize: async () => {} })
  const joined = session.join({ stdin, stdout })
  stdin.write('typed')
  printed.write('printed')
  await untilShown(shown, 'printed')
  expect(String(typed.read())).toBe('typed')
  expect(rawModes).toEqual([true])
  printed.end(', and the end')
  await joined
  expect(shown()).toBe('printed, and the end')
  expect(rawModes).toEqual([true, false])
  expect([heard(stdin), heard(stdout)]).toEqual(before)
  expect(stdin.isPaused()).toBe(true)
  expect([stdin.destroyed, stdout.destroyed, stdout.writableEnded]).toEqual([false, false, false])
})

test('one terminal can be joined to one session after the other', async () => {
  const { stdin, stdout } = screen()
  for (const key of ['a', 'b']) {
    const { session, printed, typed } = sessionOf({ resize: async () => {} })
    const joined = session.join({ stdin, stdout })
    stdin.write(key)
    await expect.poll(() => String(typed.read() ?? '')).toBe(key)
    printed.end()
    await joined
  }
})

test('an input that somebody else reads goes on for them', async () => {
  const { stdin, stdout } = screen()
  const read: string[] = []
  stdin.on('data', (data) => read.push(String(data)))
  const { session, printed } = sessionOf({ resize: async () => {} })
  const joined = session.join({ stdin, stdout })
  printed.end()
  await joined
  stdin.write('after')
  await expect.poll(() => read).toEqual(['after'])
})

test('the end of the input is the end of the process input', async () => {
  const { stdin, stdout } = screen()
  const { session, printed, typed } = sessionOf({ tty: false })
  stdin.end('all of it')
  const joined = session.join({ stdin, stdout })
  typed.once('end', () => printed.end())
  typed.resume()
  await joined
})

test('an input that was closed before is at its end', async () => {
  const { stdin, stdout } = screen()
  stdin.destroy()
  await sleep(0)
  const { session, printed, typed } = sessionOf()
  const joined = session.join({ stdin, stdout })
  typed.resume().once('end', () => printed.end())
  await joined
})

test('output waits for a screen that is slow', async () => {
  const { stdin } = screen()
  let shown = 0
  const stdout = new Writable({
    highWaterMark: 1_000,
    write: (data, _, done) => {
      shown += data.length
      setTimeout(done, 5)
    },
  })
  const { session, printed } = sessionOf()
  const joined = session.join({ stdin, stdout })
  const chunks = 200
  for (let i = 0; i < chunks; i++) printed.write(Buffer.alloc(10_000))
  await sleep(50)
  expect(shown).toBeLessThan(chunks * 10_000)
  printed.end()
  await joined
  expect(shown).toBe(chunks * 10_000)
})

test.each(['stdin', 'stdout'] as const)('a %s that breaks ends the session with its error', async (name) => {
  const both = screen()
  const { session, socket } = sessionOf({ resize: async () => {} })
  const joined = session.join(both)
  const broken = new Error('broken')
  setTimeout(() => both[name].destroy(broken), 10)
  await expect(joined).rejects.toBe(broken)
  expect(both.rawModes).toEqual([true, false])
  expect(socket.destroyed).toBe(true)
})

test.each([
  ['ended', (stdout: PassThrough) => stdout.end()],
  ['closed', (stdout: PassThrough) => stdout.destroy()],
])('a screen that is %s ends the session', async (_, end) => {
  const { stdin, stdout, rawModes } = screen()
  const { session } = sessionOf({ resize: async () => {} })
  const joined = session.join({ stdin, stdout })
  end(stdout)
  await expect(joined).rejects.toThrow(/closed|Premature close/)
  expect(rawModes).toEqual([true, false])
})

test('an output that breaks off rejects, and restores the terminal', async () => {
  const { stdin, stdout, rawModes } = screen()
  const { session, printed } = sessionOf({ tty: true, resize: async () => {} })
  const joined = session.join({ stdin, stdout })
  printed.destroy(new Error('the engine is gone'))
  await expect(joined).rejects.toThrow('the engine is gone')
  expect(rawModes).toEqual([true, false])
})

test('an abort ends it with its own reason, also while nothing is read', async () => {
  const { stdin, rawModes } = screen()
  const stdout = new Writable({ highWaterMark: 1, write: () => {} })
  const { session, printed } = sessionOf()
  const abort = new AbortController()
  const joined = session.join({ stdin, stdout, signal: abort.signal })
  printed.write('stuck')
  const reason = { why: 'late' }
  setTimeout(() => abort.abort(reason), 20)
  await expect(joined).rejects.toBe(reason)
  expect(rawModes).toEqual([true, false])
  await expect(session.join({ stdin, stdout, signal: abort.signal })).rejects.toBe(reason)
  expect(rawModes).toEqual([true, false])
})

test('the size is sent until the process has it, then at each change, the last one last', async () => {
  const { stdin, stdout } = screen({ rows: 10, columns: 20 })
  const sent: string[] = []
  let calls = 0
  const resize = async ({ height, width }: TerminalSize) => {
    calls += 1
    if (calls < 4) throw new Error('it does not run yet')
    // Later ones are quicker: unordered, they would overtake.
    await sleep(Math.max(0, 30 - 10 * calls))
    sent.push(`${height}x${width}`)
  }
  const { session, printed } = sessionOf({ resize })
  const joined = session.join({ stdin, stdout })
  await expect.poll(() => sent).toEqual(['10x20'])
  stdout.resize({ rows: 11, columns: 21 })
  stdout.resize({ rows: 12, columns: 22 })
  stdout.resize({ rows: 13, columns: 23 })
  await expect.poll(() => sent.at(-1)).toBe('13x23')
  printed.end()
  await joined
  stdout.resize({ rows: 14, columns: 24 })
  await sleep(20)
  expect(sent.at(-1)).toBe('13x23')
})

test('a process without a terminal leaves that of the person alone', async () => {
  const { stdin, stdout, rawModes } = screen()
  const sizes: TerminalSize[] = []
  const { session, printed } = sessionOf({ tty: false, resize: async (size) => void sizes.push(size) })
  const joined = session.join({ stdin, stdout })
  printed.end()
  await joined
  expect([rawModes, sizes]).toEqual([[], []])
})

test('a connection that leads to no known terminal says so', async () => {
  await expect(sessionOf().session.resize({ height: 1, width: 1 })).rejects.toThrow(UnsupportedError)
})
