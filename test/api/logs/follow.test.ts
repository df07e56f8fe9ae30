import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { type FollowOptions, NotFoundError } from '../../../src/api/index.ts'
import { type FakeEngine, fakeEngine } from '../support/fake-engine.ts'

interface FakeLog {
  /** Entries as the engine sends them when the log is followed. */
  readonly followed: readonly string[]
  /** The same log, when it is read. */
  readonly whole: readonly string[] | 404 | 409
  readonly tty?: boolean
  readonly apiVersion?: string
  /** Every question for the log. */
  readonly asked?: string[]
}

const logEngine = ({ followed, whole, tty = false, apiVersion = '1.41', asked = [] }: FakeLog): Promise<FakeEngine> =>
  fakeEngine(
    ({ url = '' }, response) => {
      if (url.endsWith('/json')) return void response.end(JSON.stringify({ Config: { Tty: tty } }))
      asked.push(url.replace(/^.*\?/, ''))
      response.setHeader('content-type', `application/vnd.docker.${tty ? 'raw' : 'multiplexed'}-stream`)
      const entries = url.includes('follow=true') ? followed : whole
      if (typeof entries === 'number') response.writeHead(entries).end('{"message":"gone"}')
      else send(response, entries, tty)
    },
    { apiVersion },
  )

const send = (response: ServerResponse, entries: readonly string[], tty: boolean) => {
  for (const text of entries) response.write(tty ? text : frame(text))
  response.end()
}

// What begins with `!` goes to stderr.
const frame = (text: string): Buffer => {
  const data = Buffer.from(text.replace(/^!/, ''))
  const header = Buffer.from([text.startsWith('!') ? 2 : 1, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(data.length, 4)
  return Buffer.concat([header, data])
}

const follow = async ({ engine }: FakeEngine, options: FollowOptions = {}): Promise<string[]> => {
  const seen: string[] = []
  for await (const { stream, text } of engine.containers.follow('x', options))
    seen.push(stream === 'stderr' ? `!${text}` : text)
  return seen
}

const entries = ['1\n', '!2\n', 'a line that is ', 'cut\n', '!5\n', '6\n']
const all = ['1', '!2', 'a line that is cut', '!5', '6']

test.each([0, 1, 2, 3, 4, 5, 6])(
  'what an old engine did not send after entry %i is read from the log',
  async (count) => {
    await using fake = await logEngine({ followed: entries.slice(0, count), whole: entries })
    expect(await follow(fake)).toEqual(all)
  },
)

test.each([0, 1, 5, 9, 12])('the same holds for a terminal, cut after %i bytes', async (count) => {
  const text = 'one\r\ntwo\r\n$ '
  await using fake = await logEngine({ followed: [text.slice(0, count)], whole: [text], tty: true })
  expect(await follow(fake)).toEqual(['one', 'two', '$ '])
})

test('an engine that sends everything is asked once', async () => {
  const asked: string[] = []
  await using fake = await logEngine({ followed: entries, whole: [], apiVersion: '1.42', asked })
  expect(await follow(fake, { tail: 7, since: 8, timestamps: false })).toEqual(all)
  expect(asked).toEqual(['follow=true&stdout=true&stderr=true&since=8&timestamps=false&tail=7'])
})

test.each([404, 409] as const)('a log that is gone with its container (%i) ends where it was', async (whole) => {
  await using fake = await logEngine({ followed: ['1\n'], whole })
  expect(await follow(fake)).toEqual(['1'])
})

test('a log whose beginning was dropped ends where it was: no line comes twice', async () => {
  await using fake = await logEngine({ followed: entries.slice(0, 5), whole: entries.slice(2) })
  expect(await follow(fake)).toEqual(all.slice(0, 4))
})

test.each([
  [2, '1700000000.000000005'],
  [0, '1700000000.000000006'],
])('a tail of %i is read again from the time at which it began', async (tail, since) => {
  const time = '2023-11-14T22:13:20.000000005Z'
  const asked: string[] = []
  await using fake = await logEngine({ followed: ['5\n'], whole: [`${time} 5\n`, '6\n'], asked })
  await follow(fake, { tail })
  const reading = `stdout=true&stderr=true&since=${since}&timestamps=false`
  expect(asked).toEqual([
    `stdout=true&stderr=true&timestamps=true&tail=${tail || 1}`,
    `follow=true&${reading}`,
    reading,
  ])
})

test('a container that is not there is a NotFoundError', async () => {
  await using fake = await fakeEngine((_, response) => response.writeHead(404).end('{"message":"no"}'))
  await expect(fake.engine.containers.follow('x').next()).rejects.toThrow(NotFoundError)
})
