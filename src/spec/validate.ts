import { inspect } from 'node:util'
import { InvalidArgumentError } from '../events/error.ts'

/**
 * Checks a length of time given by a caller. `Infinity` is one: no limit.
 *
 * @param setter as the caller wrote it, for the message: `withStartupTimeout()`
 * @throws InvalidArgumentError for anything but a number above 0
 */
export const requireMilliseconds = (setter: string, value: unknown): number =>
  typeof value === 'number' && value > 0 ? value : refuse(setter, 'milliseconds above 0', value)

/** Checks a number of things given by a caller. */
export const requireCount = (setter: string, value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0
    ? value
    : refuse(setter, 'a whole number above 0', value)

/** Checks the key of a container that is to be used again: it becomes a part of its name. */
export const requireReuseKey = (value: unknown): string =>
  typeof value === 'string' && /^[\w.-]+$/.test(value)
    ? value
    : refuse('withReuse()', 'letters, digits, `_`, `.` and `-`', value)

const refuse = (setter: string, expected: string, value: unknown): never => {
  throw new InvalidArgumentError(`${setter} takes ${expected}, got \`${shown(value)}\` (${typeof value}).`)
}

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value)
    : inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY })
