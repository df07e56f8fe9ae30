import { posix, sep } from 'node:path'
import { InvalidArgumentError } from '../../events/error.ts'
import { type IgnorePattern, ignorePattern } from './ignore-pattern.ts'

/** What a .dockerignore leaves out. */
export interface IgnoreRules {
  /** Whether the last rule that matches a path, or a folder on the way to it, leaves it out. Names are divided by `/`. */
  readonly ignores: (path: string) => boolean
  /** Whether rules with `!` may bring back what lies in a folder that is left out. */
  readonly hasExceptions: boolean
}

/**
 * Reads rules as the docker CLI and BuildKit do.
 *
 * @param name what the rules are called in messages
 * @param separator on Windows a backslash divides names, and escapes nothing
 * @throws InvalidArgumentError when a rule is malformed, or those with wildcards have more than 64 KiB together
 */
export const ignoreRules = (text: string, name: string, separator: string = sep): IgnoreRules => {
  /** Most rules of a long file are plain paths: a look-up finds the last of them. */
  const plain = new Map<string, Rule>()
  const patterns: (Rule & { readonly matches: Exclude<IgnorePattern, string> })[] = []
  let patternsLength = 0
  for (const [place, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const { path, isException } = parse(line, separator)
    const refused = (reason: string) =>
      new InvalidArgumentError(`Rule \`${shortened(line.trim())}\` in line ${place + 1} of ${name} ${reason}.`)
    if (path === '' && isException) throw refused('brings back nothing: expected a path after the `!`')
    if (path === '') continue
    const pattern = compile(path, refused)
    if (typeof pattern === 'string') plain.set(pattern, { place, isException })
    else {
      patternsLength += path.length
      if (patternsLength > longestPatterns)
        throw refused('is one too many: those with wildcards have more than 64 KiB. Name whole folders instead')
      patterns.push({ place, isException, matches: pattern })
    }
  }
  const ignores = (path: string): boolean => {
    const found = lastOf(withFolders(path).map((one) => plain.get(one)))
    const pattern = patterns.findLast(({ place, matches }) => place < (found?.place ?? -1) || matches(path))
    return lastOf([found, pattern])?.isException === false
  }
  const hasExceptions = [...plain.values(), ...patterns].some(({ isException }) => isException)
  return { ignores, hasExceptions }
}

interface Rule {
  /** The last one that matches decides. */
  readonly place: number
  readonly isException: boolean
}

/** More than anybody writes, and little enough to be gone through for every file. */
const longestPatterns = 65_536

const lastOf = (rules: readonly (Rule | undefined)[]): Rule | undefined =>
  rules.reduce((last, rule) => (rule && rule.place > (last?.place ?? -1) ? rule : last), undefined)

const withFolders = (path: string): readonly string[] => {
  const paths = [path]
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) paths.push(path.slice(0, end))
  return paths
}

const compile = (path: string, refused: (reason: string) => Error): IgnorePattern => {
  try {
    return ignorePattern(path)
  } catch (error) {
    throw error instanceof SyntaxError ? refused(`is malformed: ${error.message}`) : error
  }
}

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)

/** A line as a path in its shortest form; empty when there is no rule in it. */
const parse = (line: string, separator: string): { readonly path: string; readonly isException: boolean } => {
  const text = line.startsWith('#') ? '' : line.trim()
  const isException = text.startsWith('!')
  const path = isException ? text.slice(1).trim() : text
  const slashed = separator === '\\' ? path.replaceAll('\\', '/') : path
  const shortest = slashed === '' ? '' : posix.normalize(slashed).replace(/^\/|\/$/g, '')
  // As with Docker, `/!a` brings back too.
  if (isException || !shortest.startsWith('!')) return { path: shortest, isException }
  return { path: shortest.slice(1), isException: true }
}
