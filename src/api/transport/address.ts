import { InvalidArgumentError } from '../../events/error.ts'

/** Certificates of a TLS connection, in PEM. */
export interface TlsOptions {
  /** Authority that signed the engine's certificate. @default the system's authorities */
  readonly ca?: string | undefined
  /** Our certificate, where the engine asks for one. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

/** Where an engine listens. It holds keys where TLS is used: not for logs. */
export type Address = SocketAddress | TcpAddress

export interface SocketAddress {
  readonly socketPath: string
}

export interface TcpAddress {
  readonly hostname: string
  readonly port: number
  /** Undefined is plain HTTP. */
  readonly tls: TlsOptions | undefined
}

/**
 * Reads a host such as `unix:///var/run/docker.sock` or `tcp://127.0.0.1:2375`.
 *
 * @throws InvalidArgumentError when it is none
 */
export const parseHost = (host: string, tls?: TlsOptions): Address => {
  const [, scheme, rest] = /^([a-z]+):\/\/(.+)$/.exec(host) ?? []
  if (scheme === 'unix' && rest) return { socketPath: rest }
  const url = `http://${rest}`
  if (!scheme || !['tcp', 'http', 'https'].includes(scheme) || !URL.canParse(url)) {
    throw new InvalidArgumentError(
      `Engine host \`${host}\` is not usable: expected \`unix:///path/to/docker.sock\` or \`tcp://name:port\`.`,
    )
  }
  const secure = tls ?? (scheme === 'https' ? {} : undefined)
  const { hostname, port } = new URL(url)
  return { hostname, port: Number(port || (secure ? 2376 : 2375)), tls: secure }
}
