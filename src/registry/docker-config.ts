import { cliConfigFile } from '../engine/cli-config.ts'
import { isObject, type JsonObject, parseJsonObject, readJson } from '../engine/configuration-file.ts'
import { registryHost, serverAddress } from './registry-of.ts'

/** What one source says about registries. Keys are hosts, however they are written. */
export interface DockerConfig {
  /** What it is, for errors: a file or a variable. */
  readonly source: string
  readonly auths: Readonly<Record<string, unknown>>
  readonly credHelpers: Readonly<Record<string, unknown>>
  readonly credsStore: string | undefined
}

/**
 * What is known about registries: DOCKER_AUTH_CONFIG, and then `config.json` of the docker CLI.
 *
 * @throws InvalidArgumentError when one of them is not JSON, or the file cannot be read
 */
export const readDockerConfigs = async (env: NodeJS.ProcessEnv, home: string): Promise<readonly DockerConfig[]> => {
  const variable = env.DOCKER_AUTH_CONFIG
  const file = cliConfigFile({ env, home })
  const inFile = await readJson(file)
  return [
    ...(variable ? [dockerConfig(parseJsonObject(variable, 'DOCKER_AUTH_CONFIG'), 'DOCKER_AUTH_CONFIG')] : []),
    ...(inFile ? [dockerConfig(inFile, `\`${file}\``)] : []),
  ]
}

/** The value for a registry, by its own address or by any other way to write it. */
export const valueFor = (host: string, values: Readonly<Record<string, unknown>>): unknown => {
  const key = serverAddress(host)
  if (Object.hasOwn(values, key)) return values[key]
  const other = Object.keys(values).find((written) => registryHost(written) === host)
  return other === undefined ? undefined : values[other]
}

const dockerConfig = (value: JsonObject, source: string): DockerConfig => {
  const { auths, credHelpers, credsStore } = value
  return {
    source,
    auths: isObject(auths) ? auths : {},
    credHelpers: isObject(credHelpers) ? credHelpers : {},
    credsStore: typeof credsStore === 'string' && credsStore !== '' ? credsStore : undefined,
  }
}
