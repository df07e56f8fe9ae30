import { expect, test } from 'vitest'
import { describeExitCode, describeThrown, duration, lastLine, shortened } from '../../src/wait/words.ts'

test('a duration is said with as many digits as matter', () => {
  expect([0.2, 50, 999.4, 999.6, 1_234, 9_940, 9_960, 60_000, 300_000].map(duration)).toEqual([
    '0 ms',
    '50 ms',
    '999 ms',
    '1 s',
    '1.2 s',
    '9.9 s',
    '10 s',
    '60 s',
    '300 s',
  ])
})

test('an exit code is explained where its meaning is known', () => {
  expect([0, 1, 126, 127, 137, 143, 255].map(describeExitCode)).toEqual([
    'code 0',
    'code 1',
    'code 126 (command cannot be run)',
    'code 127 (command not found)',
    'code 137 (SIGKILL)',
    'code 143 (SIGTERM)',
    'code 255',
  ])
})

test('the last line of an output is the last that says something', () => {
  expect(lastLine('one\r\ntwo\r\n\n')).toBe('two')
  expect(lastLine(' \n')).toBeUndefined()
})

test('a long text is cut', () => {
  expect(shortened('abcdef', 6)).toBe('abcdef')
  expect(shortened('abcdefg', 6)).toBe('abcde…')
})

test('what was thrown is said in one line, with its cause', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
  const circle = new Error('round')
  circle.cause = circle
  expect(
    [
      new Error('no'),
      new TypeError('x is not a function\n  at once'),
      refused,
      new TypeError('fetch failed', { cause: refused }),
      new AggregateError([refused, refused]),
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      new Error('', { cause: 'enough' }),
      circle,
      'a string',
      undefined,
      new Error('x'.repeat(300)),
    ].map((thrown) => describeThrown(thrown)),
  ).toMatchInlineSnapshot(`
    [
      "no",
      "TypeError: x is not a function",
      "connect ECONNREFUSED 127.0.0.1:1",
      "TypeError: fetch failed: connect ECONNREFUSED 127.0.0.1:1",
      "connect ECONNREFUSED 127.0.0.1:1",
      "ECONNREFUSED",
      "Error: enough",
      "round: round: round: round",
      "a string",
      "undefined",
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…",
    ]
  `)
})
