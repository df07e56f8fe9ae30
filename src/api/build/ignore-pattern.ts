/** A path that is matched as it stands, or what tells whether a path, or a folder on the way to it, is matched. */
export type IgnorePattern = string | ((path: string) => boolean)

/** A step of a pattern, and what it does with a character that it takes: goes on, or stays, or may do either at the end of a folder. */
interface Step {
  readonly kind: 'one' | 'many' | 'folders' | 'within folders'
  readonly takes: (character: string) => boolean
}

/**
 * Compiles a pattern as Docker documents it: those of Go's filepath.Match, and `**` for any number of folders.
 *
 * @throws SyntaxError when the pattern is malformed
 */
export const ignorePattern = (pattern: string): IgnorePattern => {
  if (!/[*?[\]\\]/.test(pattern)) return pattern
  // Docker takes this for an end of any kind: `**.log` too.
  const end = /^\*\*([^*?[\]\\]*)$/.exec(pattern)?.[1]
  if (end !== undefined) return (path) => `/${path}/`.includes(`${end}/`)
  const steps = stepsOf(pattern)
  // Most paths can be told from these alone, and much faster.
  const head = /^[^*?[\]\\]*/.exec(pattern)?.[0] ?? ''
  const tail = `${/[^*?[\]\\]*$/.exec(pattern.replaceAll('**/', '**'))?.[0] ?? ''}/`
  return (path) => path.startsWith(head) && `/${path}/`.includes(tail) && matches(steps, path)
}

const stepsOf = (pattern: string): readonly Step[] => {
  const steps: Step[] = []
  for (let rest = pattern; rest !== ''; ) {
    const [text = '', anyFolders, wildcard, isNot, insides, literal = ''] = token.exec(rest) ?? []
    if (text === '') throw new SyntaxError('expected classes such as `[a-z]`, and something after each `\\`')
    rest = rest.slice(text.length)
    if (anyFolders) steps.push(...(rest === '' ? [all] : folders))
    else if (wildcard) steps.push({ kind: wildcard === '*' ? 'many' : 'one', takes: isNoSlash })
    else if (insides) steps.push({ kind: 'one', takes: classOf(insides, isNot === '^') })
    else steps.push({ kind: 'one', takes: (character) => character === literal })
  }
  return steps
}

const token =
  /^(?:(\*\*\/?)|([*?])|\[(\^|(?!\^))((?:(?:\\.|[^\\\-\]])(?:-(?:\\.|[^\\\-\]]))?)+)\]|\\?((?<=\\).|[^\\[]))/su

const isNoSlash = (character: string): boolean => character !== '/'
const all: Step = { kind: 'many', takes: () => true }
const folders: readonly Step[] = [
  { kind: 'folders', takes: () => false },
  { kind: 'within folders', takes: () => true },
]

/** @param insides what is between the brackets, such as `a-z_` */
const classOf = (insides: string, isNot: boolean): Step['takes'] => {
  const ranges = [...insides.matchAll(/\\?(.)(?:-\\?(.))?/gsu)].map(([, first = '', last = first]) => ({ first, last }))
  const backwards = ranges.find(({ first, last }) => last < first)
  if (backwards) throw new SyntaxError(`\`${backwards.first}-${backwards.last}\` runs backwards`)
  return (character) => isNot !== ranges.some(({ first, last }) => first <= character && character <= last)
}

/**
 * Whether the steps lead through a path, or through a folder on the way to it. Each character is looked at once, with all places where one
 * can be by then: no pattern takes longer than its length times that of the path.
 */
const matches = (steps: readonly Step[], path: string): boolean => {
  let places = reached(steps, [0])
  for (const character of path) {
    if (character === '/' && places.has(steps.length)) return true
    places = reached(steps, after(steps, places, character))
    if (places.size === 0) return false
  }
  return places.has(steps.length)
}

function* after(steps: readonly Step[], places: Iterable<number>, character: string): Generator<number> {
  for (const place of places) {
    const step = steps[place]
    if (!step?.takes(character)) continue
    if (step.kind !== 'one') yield place
    if (step.kind === 'one' || (step.kind === 'within folders' && character === '/')) yield place + 1
  }
}

/** Places, and those that can be reached from them without a character. */
const reached = (steps: readonly Step[], from: Iterable<number>): ReadonlySet<number> => {
  const places = new Set(from)
  // Grows while it is gone through.
  for (const place of places) {
    const kind = steps[place]?.kind
    if (kind === 'many' || kind === 'folders') places.add(place + 1)
    if (kind === 'folders') places.add(place + 2)
  }
  return places
}
