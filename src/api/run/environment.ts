import { InvalidArgumentError } from '../../events/error.ts'

/**
 * Variables in the engine's form, `NAME=value`.
 *
 * @throws InvalidArgumentError when a name would be another one inside; it says the name, never the value
 */
export const environmentOf = (env: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.entries(env).map(([name, value]) => {
    if (name !== '' && !/[=\0]/.test(name)) return `${name}=${value}`
    throw new InvalidArgumentError(
      `Environment variable ${JSON.stringify(name)} is not usable: expected a name without \`=\` and NUL.`,
    )
  })
