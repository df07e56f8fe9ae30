import { join } from 'node:path'
import { InvalidArgumentError } from '../events/error.ts'
import { readJson } from './configuration-file.ts'
import type { Surroundings } from './surroundings.ts'

/** The folder in which the docker CLI keeps its configuration, contexts and certificates. */
export const cliFolder = ({ env, home }: Pick<Surroundings, 'env' | 'home'>): string =>
  env.DOCKER_CONFIG || join(home, '.docker')

/** Its main file, which need not be there. */
export const cliConfigFile = (where: Pick<Surroundings, 'env' | 'home'>): string =>
  join(cliFolder(where), 'config.json')

/**
 * The context that `docker context use` has chosen; undefined where none is.
 *
 * @throws InvalidArgumentError when the CLI's configuration cannot be read
 */
export const currentContext = async (where: Pick<Surroundings, 'env' | 'home'>): Promise<string | undefined> => {
  const file = cliConfigFile(where)
  const name = (await readJson(file))?.currentContext
  if (name === undefined || name === '') return undefined
  if (typeof name === 'string') return name
  throw new InvalidArgumentError(`\`currentContext\` in \`${file}\` is not the name of a context. Correct it.`)
}
