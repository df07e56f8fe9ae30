import { InvalidArgumentError } from '../../events/error.ts'

/**
 * A value as JSON. Half a character (a lone surrogate) is in no encoding: the engine would take another one in its place.
 *
 * @throws InvalidArgumentError when a text in it has one; the text is not shown, it may be a secret
 */
export const sentJson = (value: unknown): string => {
  const text = JSON.stringify(value)
  // Whole characters are written as they are, and these by their number; an even count of backslashes before is a text of backslashes.
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f][\da-f]{2}/.test(text)) throw halfCharacter()
  return text
}

/** A text that is not JSON. @throws InvalidArgumentError when it has half a character */
export const sentText = (text: string): string => {
  if (/\p{Surrogate}/u.test(text)) throw halfCharacter()
  return text
}

const halfCharacter = (): InvalidArgumentError =>
  new InvalidArgumentError('A text for the engine holds half a character (a lone surrogate). Expected whole ones.')
