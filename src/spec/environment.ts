import { InvalidArgumentError } from '../events/error.ts'

/**
 * Variables in the engine's form, `NAME=value`.
 *
 * @throws InvalidArgumentError when one would be another one inside; it says the name, never the value
 */
export const environmentList = (env: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(env).map(([name, value]) => {
    if (name === '' || /[=\0\p{Surrogate}]/u.test(name))
      throw new InvalidArgumentError(
        `Environment variable ${JSON.stringify(name)} is not usable: expected a name without \`=\` and NUL.`,
      )
    // A lone surrogate is half a character: no other encoding has it.
    if (/[\0\p{Surrogate}]/u.test(String(value)))
      throw new InvalidArgumentError(
        `The value of environment variable \`${name}\` is not usable: it holds NUL, or half a character.`,
      )
    return `${name}=${value}`
  })
