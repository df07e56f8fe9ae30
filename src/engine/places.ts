import { InvalidArgumentError } from '../events/error.ts'
import { parseHost } from './address.ts'
import { cliConfigFile, currentContext } from './cli-config.ts'
import { readContext } from './contexts.ts'
import { defaultHost, knownSockets } from './known-sockets.ts'
import { ownSurroundings, type Surroundings } from './surroundings.ts'
import { readTestcontainersProperties } from './testcontainers-properties.ts'
import { type TlsOptions, tlsFromEnvironment } from './tls.ts'

/** A place where an engine may listen, and why it is looked for there. It holds keys where TLS is used: not for logs. */
export interface Place {
  readonly host: string
  /** What names it, such as `DOCKER_HOST`, or the engine that usually listens there. */
  readonly source: string
  readonly tls?: TlsOptions | undefined
}

/**
 * The places to try, in order. One that is named by the environment or in a file is the only one: a wrong setting must not
 * be papered over.
 *
 * @throws InvalidArgumentError when what is named is not a place, or a file that decides cannot be used
 */
export const places = async (where: Surroundings = ownSurroundings()): Promise<readonly Place[]> => {
  const { DOCKER_HOST, DOCKER_CONTEXT } = where.env
  if (DOCKER_HOST) return [await configured(DOCKER_HOST, 'DOCKER_HOST', where)]
  if (DOCKER_CONTEXT) return ofContext(DOCKER_CONTEXT, 'DOCKER_CONTEXT', where)

  const { tcHost, dockerHost, tls } = await readTestcontainersProperties(where.home)
  // Testcontainers Desktop leaves its host in the file when it does not run: this one is no last word.
  const desktop = tcHost ? [usable(tcHost, `\`tc.host\` in ${propertiesFile}`, where)] : []
  if (dockerHost) {
    const withTls = { ...where, env: { ...tls, ...where.env } }
    return [...desktop, await configured(dockerHost, `\`docker.host\` in ${propertiesFile}`, withTls)]
  }
  const context = (await currentContext(where)) ?? 'default'
  return [...desktop, ...(await ofContext(context, `\`currentContext\` in \`${cliConfigFile(where)}\``, where))]
}

const propertiesFile = '~/.testcontainers.properties'

const configured = async (host: string, source: string, where: Surroundings): Promise<Place> => {
  const place = usable(host, source, where)
  return takesTls(place) ? { ...place, tls: await tlsFromEnvironment(where) } : place
}

const ofContext = async (name: string, namedBy: string, where: Surroundings): Promise<readonly Place[]> => {
  if (name === 'default') return defaults(where)
  const { host = defaultHost(where.platform), tls } = await readContext(name, namedBy, where)
  const place = usable(host, `context \`${name}\`, named by ${namedBy}`, where)
  return [takesTls(place) ? { ...place, tls } : place]
}

const defaults = async (where: Surroundings): Promise<readonly Place[]> => {
  const tls = await tlsFromEnvironment(where)
  return tls ? [{ host: 'tcp://localhost:2376', source: 'DOCKER_TLS_VERIFY or DOCKER_TLS', tls }] : knownSockets(where)
}

const usable = (text: string, source: string, { platform }: Surroundings): Place => {
  const host = completed(text.trim(), platform)
  try {
    parseHost(host)
    return { host, source }
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    throw new InvalidArgumentError(`${error.message} It comes from ${source}.`)
  }
}

// What the docker CLI adds: a name and port alone is tcp, and what follows a scheme may be left to it.
const completed = (text: string, platform: NodeJS.Platform): string => {
  if (text === 'unix://' || text === 'npipe://') return defaultHost(platform)
  const host = /^(?:[\w.-]*|\[[\da-f:]+\]):\d+$/i.test(text) ? `tcp://${text}` : text
  return host.replace(/^tcp:\/\/(?=:|$)/, 'tcp://localhost')
}

const takesTls = ({ host }: Place): boolean => /^(?:tcp|https?):/.test(host)
