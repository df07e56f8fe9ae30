import { expect, test } from 'vitest'
import { ignoreRules } from '../../../src/api/build/ignore-rules.ts'
import { InvalidArgumentError } from '../../../src/api/index.ts'

const rulesOf = (text: string, separator = '/') => ignoreRules(text, '`.dockerignore`', separator)

/** What github.com/moby/patternmatcher v0.6.1 says of them, but for the line with `|` and `^`, which it takes for parts of an expression. */
const cases: readonly (readonly [rules: string, out: readonly string[], kept: readonly string[]])[] = [
  ['# comment\n\n  a  \r\n#b\n #c\n', ['a', 'a/b', '#c'], ['b', '#b', 'ab']],
  ['\ufeffa\nb', ['a', 'b'], ['c']],
  ['/a\n./b/\nc/../d\n//e//f\n../g', ['a', 'b', 'd', 'e/f'], ['c', 'e', 'g']],
  ['.', [], ['a', 'a/b']],
  ['a\n!.', ['a'], []],
  ['a/b', ['a/b', 'a/b/c'], ['a', 'a/bc', 'b', 'x/a/b']],
  ['a\n!a/b\na/b/c', ['a', 'a/c', 'a/b/c'], ['a/b', 'a/b/d']],
  ['!a\na', ['a'], []],
  ['*\n! a', ['b'], ['a', 'a/b']],
  ['*\n./!a\n/!b\n!!c\n!../../d', ['c', 'd'], ['a', 'b', '!c']],
  ['*.md\n!README*.md\nREADME-secret.md', ['x.md', 'README-secret.md'], ['README.md', 'd/x.md']],
  ['*', ['a', 'a/b', '.a'], []],
  ['*/*', ['a/b', 'a/b/c'], ['a']],
  ['a*', ['a', 'ab', 'ab/c'], ['b/a']],
  ['a?b', ['aab', 'a😀b', 'a?b'], ['a/b', 'ab']],
  ['**', ['a', 'a/b'], []],
  ['**/a', ['a', 'b/a', 'b/a/c'], ['ba']],
  ['**a', ['a', 'ba', 'b/a'], ['ab']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
  ['a**', ['a', 'ab', 'ab/c'], ['b/a']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/xb', 'ab']],
  ['a**b', ['ab', 'a/b', 'ax/b'], ['axb']],
  ['**/*.log', ['a.log', 'b/a.log', 'a.log/b', '.log'], ['alog']],
  ['**/a**', ['a', 'b/a', 'b/ab'], ['ba']],
  ['***', ['a', 'a/b'], []],
  ['**/x/**/y', ['x/y', 'a/x/b/y', 'a/x/y/c'], ['x/b']],
  ['a/*\n!a/b\n!a/c/d', ['a/c', 'a/c/e'], ['a', 'a/b', 'a/c/d']],
  ['**\n!**/*.ts\n**/x.ts', ['a.js', 'b/x.ts'], ['a.ts', 'b/a.ts']],
  ['[a-c]1\n[^a-c]2\nx[\\]\\-]3', ['a1', 'd2', '/2', 'x]3', 'x-3'], ['d1', 'a2', 'x43']],
  ['a[^b]c', ['axc', 'a/c'], ['abc']],
  ['a\\*b\n\\!c\n\\#d\n\\[e]*', ['a*b', '!c', '#d', '[e]'], ['axb']],
  ['a.b*\na+c*\n$d*\n(e)*\n{f}*', ['a.b', 'a+c', '$d', '(e)', '{f}'], ['axb', 'aac', 'e', 'f']],
  ['a|b\n^c*', ['a|b', '^c', '^cd'], ['a', 'c']],
  ['é*\n😀?', ['éa', '😀a'], ['😀', 'e']],
]

test.each(cases)('%j leaves out %j and keeps %j', (text, out, kept) => {
  const { ignores } = rulesOf(text)
  for (const path of out) expect([path, ignores(path)]).toEqual([path, true])
  for (const path of kept) expect([path, ignores(path)]).toEqual([path, false])
})

const unfinished = 'is malformed: expected classes such as `[a-z]`, and something after each `\\`'
const nothing = 'brings back nothing: expected a path after the `!`'

test.each<readonly [rule: string, problem: string]>([
  ...['[', '[]', '[^]', '[a-]', '[a', 'a\\', '*[', '!b['].map((rule) => [rule, unfinished] as const),
  ...['!', '! ', '!/'].map((rule) => [rule, nothing] as const),
  ['[b-a]', 'is malformed: `b-a` runs backwards'],
])('%j is refused', (rule, problem) => {
  const read = () => rulesOf(`fine\n${rule}\n`)
  expect(read).toThrow(InvalidArgumentError)
  expect(read).toThrow(`Rule \`${rule.trim()}\` in line 2 of \`.dockerignore\` ${problem}.`)
})

test('rules with wildcards have 64 KiB together at most, others any number', () => {
  const lines = (line: string) => Array.from({ length: 20_000 }, (_, index) => `${line}${index}`).join('\n')
  expect(rulesOf(lines('folder/')).ignores('folder/19999/file')).toBe(true)
  expect(() => rulesOf(lines('folder/*'))).toThrow('is one too many: those with wildcards have more than 64 KiB.')
})

test('what may be brought back is known, however it is written', () => {
  for (const text of ['a\n!a/b', './!a', '/!a']) expect(rulesOf(text).hasExceptions).toBe(true)
  for (const text of ['', 'a', '#!a', '\\!a']) expect(rulesOf(text).hasExceptions).toBe(false)
})

test('on Windows a backslash divides names, and escapes nothing', () => {
  const { ignores } = rulesOf('\\a\\*.log\r\n!a\\\\b.log\r\nc\\**\\d', '\\')
  for (const path of ['a/x.log', 'c/d', 'c/x/d/e']) expect(ignores(path)).toBe(true)
  for (const path of ['a/b.log', 'a/b/x.log', 'x.log', 'd']) expect(ignores(path)).toBe(false)
})
