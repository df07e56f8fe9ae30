import { InvalidArgumentError } from '../events/error.ts'
import { decoded, type HttpProxy, proxyFor } from './proxy.ts'
import type { TlsOptions } from './tls.ts'

/** Where an engine listens. It holds keys where TLS is used: not for logs. */
export type Address = SocketAddress | TcpAddress | SshAddress

/** A unix socket, or a named pipe of Windows. */
export interface SocketAddress {
  readonly socketPath: string
}

export interface TcpAddress {
  readonly hostname: string
  readonly port: number
  /** Undefined is plain HTTP. */
  readonly tls: TlsOptions | undefined
  /** Undefined is directly. */
  readonly proxy: HttpProxy | undefined
}

/** Reached through the system's `ssh`, whose own configuration holds. */
export interface SshAddress {
  /** Name or address, or an alias of the ssh configuration. */
  readonly sshHost: string
  /** What `ssh` is called with; its input and output are then the connection. */
  readonly sshArguments: readonly string[]
}

/**
 * Reads a host such as `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://127.0.0.1:2375`
 * or `ssh://user@machine`.
 *
 * @throws InvalidArgumentError when it is none
 */
export const parseHost = (host: string, tls?: TlsOptions, env: NodeJS.ProcessEnv = process.env): Address => {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.+)$/.exec(host) ?? []
  if (scheme === 'unix') return { socketPath: rest }
  if (scheme === 'npipe') return { socketPath: rest.replaceAll('/', '\\') }
  const url = `http://${rest}`
  if (!URL.canParse(url)) throw unusable(host)
  if (scheme === 'ssh') return parseSsh(host, new URL(url))
  if (!['tcp', 'http', 'https'].includes(scheme)) throw unusable(host)
  if (new URL(url).username || new URL(url).password) {
    throw new InvalidArgumentError(
      `Engine host \`${withoutPassword(host)}\` holds credentials, which engines do not take. Use certificates, or \`ssh://\`.`,
    )
  }
  const secure = tls ?? (scheme === 'https' ? {} : undefined)
  const parsed = new URL(url)
  // An explicit `:80` is the default of the scheme that stands in for ours, and is left out by the parser.
  const named = /:(\d+)(?:\/|$)/.exec(rest)?.[1] ?? parsed.port
  const hostname = parsed.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(named || (secure ? 2376 : 2375))
  return { hostname, port, tls: secure, proxy: proxyFor({ hostname, port, secure: secure !== undefined }, env) }
}

// At the far end the docker CLI passes bytes on to its engine, which it finds as it always does.
const parseSsh = (host: string, url: URL): SshAddress => {
  if (url.password) {
    throw new InvalidArgumentError(
      'Engine host `ssh://…` holds a password, which ssh does not take from there. Use a key or an agent, and leave it out.',
    )
  }
  const port = /:(\d+)(?:\/|$)/.exec(host.slice('ssh://'.length))?.[1]
  const sshHost = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const user = url.username ? decoded(url.username) : undefined
  // A name that begins with a dash would be an option of ssh.
  if (sshHost.startsWith('-') || user?.startsWith('-')) throw unusable(host)
  const remoteSocket = url.pathname.length > 1 ? url.pathname : undefined
  const sshArguments = [
    ...['-o', 'ConnectTimeout=30', '-T'],
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', port]),
    ...['--', sshHost, 'docker'],
    ...(remoteSocket === undefined ? [] : ['--host', `unix://${remoteSocket}`]),
    ...['system', 'dial-stdio'],
  ]
  return { sshHost, sshArguments }
}

const unusable = (host: string): InvalidArgumentError =>
  new InvalidArgumentError(
    `Engine host \`${withoutPassword(host)}\` is not usable: expected \`unix:///path/to/docker.sock\`, \`npipe:////./pipe/docker_engine\`, \`tcp://name:port\` or \`ssh://user@name\`.`,
  )

// Whatever stands before the last `@`: a password may hold anything, and what cannot be read may be one.
const withoutPassword = (host: string): string => host.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@')
