import type { Chance } from './seeded.ts'

const parts: readonly string[] = [
  ...[
    '\n',
    '\r\n',
    '\t',
    ' ',
    '',
    '\u0001',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '😀',
    'ü',
    '日本',
  ],
  ...[
    '/',
    '//',
    '../',
    '..',
    './',
    '\\',
    '%2f',
    '%2e%2e%2f',
    '%00',
    '%',
    '?',
    '#',
    '&',
    '=',
    '+',
    ';',
    ':',
    '@',
    ',',
    '|',
  ],
  ...['$HOME', '$HOME{', '$(id)', '`id`', '"', "'", '\\n', '\\"', '<', '>', '*', '[', ']', '{', '}', '!', '~', '^'],
  ...[
    'HTTP/1.1\r\nX-Evil: 1\r\n\r\n',
    '__proto__',
    'constructor',
    'null',
    'undefined',
    '-',
    '--help',
    'a',
    'b',
    'A=B',
    '\u0000',
  ],
  ...['\ud800', '\udc00'],
]

/** A text that means harm, without end: a few parts of those that mean something to somebody. */
export const hostileText = (chance: Chance): string =>
  Array.from({ length: 1 + chance.below(6) }, () => chance.oneOf(parts)).join('')

/** Whether something that is made of UTF-8 and ends at NUL can hold it. */
export const canBe = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text)
