import { expect, test } from 'vitest'
import type { ContainerInspect, LogLine } from '../../src/api/index.ts'
import { linesOf } from '../../src/wait/log-window.ts'
import type { ContainerExit } from '../../src/wait/target.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Deferred, Feed, fakeTarget } from './fake-target.ts'
import { failureOf, waitFor } from './waiting.ts'

const container = () => {
  const log = new Feed<LogLine>()
  const exit = new Deferred<ContainerExit>()
  return {
    log,
    target: fakeTarget({
      logs: (signal) => log.read(signal),
      exited: exit.promise,
      inspect: async () => ({ State: { Running: true } }) as ContainerInspect,
    }),
    print: (...texts: string[]) => log.push(...texts.map((text): LogLine => ({ stream: 'stdout', text }))),
    endOutput: () => log.end(),
    exit: (exitCode: number) => {
      log.end()
      exit.resolve({ exitCode })
    },
  }
}

test('a line that contains the message ends the wait, and the reading', async () => {
  const { target, print, log } = container()
  print('starting')
  const wait = waitFor(Wait.forLogMessage('to accept'), target)
  await new Promise(setImmediate)
  expect(log.readers).toBe(1)
  print('Ready to accept connections', 'more')
  await wait
  expect(log.readers).toBe(0)
})

test('a message is text, not a pattern', async () => {
  const { target, print, exit } = container()
  print('ready')
  exit(0)
  await failureOf(waitFor(Wait.forLogMessage('r.ady'), target))
})

test.each([/listening on port \d+/, /^listening.*$/g, /LISTENING/iy])(
  'lines may match the pattern %s',
  async (pattern) => {
    const { target, print } = container()
    print('starting', 'listening on port 80', 'listening on port 81')
    await waitFor(Wait.forLogMessage(pattern, 2), target)
    expect(pattern.lastIndex).toBe(0)
  },
)

test('matching lines are counted, not matches within a line', async () => {
  const { target, print, exit } = container()
  print('ready ready ready')
  exit(0)
  const error = await failureOf(waitFor(Wait.forLogMessage(/ready/g, 2), target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 0 after 12 s: its output ended after 1 line, 1 matching.
    Waited for 2 log lines matching \`/ready/g\`; last saw: 1 line, 1 matching.
    Last log lines:
      starting"
  `)
})

test('one strategy serves several containers', async () => {
  const strategy = Wait.forLogMessage(/ready/g, 2)
  const containers = Array.from({ length: 3 }, container)
  const waits = containers.map(({ target }) => waitFor(strategy, target))
  for (const { print } of containers) print('ready')
  for (const { print } of containers) print('ready')
  await Promise.all(waits)
})

test('a container that exits right after the line was ready', async () => {
  const { target, print, exit } = container()
  print('done')
  exit(1)
  await waitFor(Wait.forLogMessage('done'), target)
})

test('a container that exits without the line fails the wait, with what it said', async () => {
  const { target, print, exit } = container()
  print('starting', 'no such table')
  const failure = failureOf(waitFor(Wait.forLogMessage('ready for connections'), target))
  await new Promise(setImmediate)
  exit(1)
  expect((await failure).message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 1 after 12 s: its output ended after 2 lines, none matching.
    Waited for a log line with \`ready for connections\`; last saw: 2 lines, none matching.
    Last log lines:
      starting"
  `)
})

test('an output that ends although the container runs on fails the wait, and says so', async () => {
  const { target, print, endOutput } = container()
  print('starting')
  endOutput()
  const error = await failureOf(waitFor(Wait.forLogMessage('ready'), target))
  expect(error.reason).toBe('failed')
  expect(error.message).toContain(
    'its output ended after 1 line, none matching, though it runs on: it has closed its output, or the connection to the engine broke',
  )
})

test('a container that exits without a word fails the wait', async () => {
  const { target, exit } = container()
  exit(127)
  expect((await failureOf(waitFor(Wait.forLogMessage('ready'), target))).message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 127 (command not found) after 12 s: its output ended without a line.
    Waited for a log line with \`ready\`.
    Last log lines:
      starting"
  `)
})

test('a timeout says how many lines there were', async () => {
  const { target, print, log } = container()
  print('one', 'two ready')
  const error = await failureOf(waitFor(Wait.forLogMessage('ready', 2), target, { limitMs: 30 }))
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for 2 log lines with \`ready\`; last saw: 2 lines, 1 matching.
    Last log lines:
      starting"
  `)
  await new Promise(setImmediate)
  expect(log.readers).toBe(0)
})

test.each([
  ['a text', 'begun\nready'],
  ['a pattern with a line break', /begun\r?\nready/],
  ['a pattern with anchors', /^begun$\n^ready$/m],
])('a message may go over several lines: %s', async (_, message) => {
  const { target, print, exit } = container()
  print('begun', 'begun', 'ready')
  await waitFor(Wait.forLogMessage(message), target)
  const other = container()
  other.print('begun', 'not yet', 'ready')
  other.exit(0)
  expect((await failureOf(waitFor(Wait.forLogMessage(message), other.target))).reason).toBe('exited')
  exit(0)
})

test('over how many lines a message may go can be said', async () => {
  const stack = ['Error: no such table', '  at query', '  at main', 'Retrying']
  const { target, print, exit } = container()
  print(...stack)
  exit(0)
  await waitFor(Wait.forLogMessage(/Error.*Retrying/s, { lines: 4 }), target)
  const error = await failureOf(waitFor(Wait.forLogMessage(/Error.*Retrying/s, { lines: 3 }), target))
  expect(error.message).toContain(
    'Waited for a log passage of 3 lines matching `/Error.*Retrying/s`; last saw: 4 lines, none matching.',
  )
})

test('lines of one stream do not divide those of the other', async () => {
  const { target, log } = container()
  log.push(
    { stream: 'stderr', text: 'begun' },
    { stream: 'stdout', text: 'GET /' },
    { stream: 'stderr', text: 'ready' },
  )
  await waitFor(Wait.forLogMessage('begun\nready'), target)
  log.end()
  await failureOf(waitFor(Wait.forLogMessage('begun\nGET /'), { ...target, exited: Promise.resolve({ exitCode: 0 }) }))
})

test('a line counts for one match only', async () => {
  const { target, print, exit } = container()
  print('a', 'a', 'a', 'b', 'a', 'b')
  exit(0)
  await waitFor(Wait.forLogMessage(/a\nb/, 2), target)
  await waitFor(Wait.forLogMessage(/a/, { lines: 3, times: 4 }), target)
  expect((await failureOf(waitFor(Wait.forLogMessage('a\na', 2), target))).waits).toMatchObject([
    { description: '2 log passages of 2 lines with `a\\na`', lastSaw: '6 lines, 1 matching' },
  ])
})

test.each<[string | RegExp, number]>([
  ['one', 1],
  ['one\ntwo\n', 3],
  [/one/, 1],
  [/one\ntwo/, 2],
  [/one\s*\n\s*\n/, 3],
  [/[^\n]*/, 1],
  [/[\]\n]\\n./, 1],
  [/one\ntwo/, 2],
])('the lines of %j are %i', (message, lines) => {
  expect(linesOf(message)).toBe(lines)
})

test.each([0, -1, 1.5, Number.NaN])('%s lines cannot be looked at', (lines) => {
  expect(() => Wait.forLogMessage('ready', { lines })).toThrow(
    'forLogMessage() with lines takes a whole number above 0',
  )
})

test.each([0, -1, 1.5, Number.NaN])('%s times cannot be waited for', (times) => {
  expect(() => Wait.forLogMessage('ready', times)).toThrow('forLogMessage() takes a whole number above 0')
})
