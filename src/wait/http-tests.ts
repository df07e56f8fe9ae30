import { textTest } from './text-test.ts'

/** One condition for the body of an answer. */
export interface BodyTest {
  /** What is waited for, after "to answer with": `a body with \`ok\``. */
  readonly wanted: string
  /** What is wrong with another body, after "body `…`, ". */
  readonly flaw: string
  /** May throw, which is a no. */
  readonly accepts: (body: string) => boolean
}

export const predicateTest = (accepts: (body: string) => boolean): BodyTest => ({
  wanted: 'a body that its predicate accepts',
  flaw: 'which its predicate does not accept',
  accepts,
})

export const textContained = (contains: string | RegExp): BodyTest => ({
  wanted: `a body ${typeof contains === 'string' ? 'with' : 'matching'} \`${contains}\``,
  flaw: `which does not ${typeof contains === 'string' ? 'contain' : 'match'} \`${contains}\``,
  accepts: textTest(contains),
})

/** The value of a header, a pattern for it, or a predicate. */
export type HeaderWanted = string | RegExp | ((value: string) => boolean)

/** One condition for the headers of an answer. */
export interface HeaderTest {
  readonly name: string
  /** What is waited for, after "to answer with". */
  readonly wanted: string
  /** May throw, which is a no. */
  readonly accepts: (value: string) => boolean
}

export const headerTest = (name: string, expected?: HeaderWanted): HeaderTest => {
  if (expected === undefined) return { name, wanted: `header \`${name}\``, accepts: () => true }
  if (typeof expected === 'string')
    return { name, wanted: `header \`${name}: ${expected}\``, accepts: (value) => value === expected }
  return typeof expected === 'function'
    ? { name, wanted: `header \`${name}\` that its predicate accepts`, accepts: expected }
    : { name, wanted: `header \`${name}\` matching \`${expected}\``, accepts: textTest(expected) }
}
