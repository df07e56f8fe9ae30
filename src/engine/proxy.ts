import { BlockList, isIP } from 'node:net'
import { InvalidArgumentError } from '../events/error.ts'

/** An HTTP proxy that stands between this machine and an engine. */
export interface HttpProxy {
  readonly hostname: string
  readonly port: number
  /** Whether the proxy itself is spoken to over TLS. */
  readonly secure: boolean
  /** Value of the Proxy-Authorization header. A secret. */
  readonly authorization: string | undefined
}

/**
 * The proxy that the environment names for an engine over tcp: HTTPS_PROXY where it speaks TLS, else HTTP_PROXY, less what
 * NO_PROXY excludes. This machine itself is never asked for through a proxy.
 *
 * @throws InvalidArgumentError, without the address, when it cannot be one
 */
export const proxyFor = (
  { hostname, port, secure }: { readonly hostname: string; readonly port: number; readonly secure: boolean },
  env: NodeJS.ProcessEnv = process.env,
): HttpProxy | undefined => {
  const text = secure ? (env.HTTPS_PROXY ?? env.https_proxy) : (env.HTTP_PROXY ?? env.http_proxy)
  if (!text || isLoopback(hostname) || isExcluded(hostname, port, env.NO_PROXY ?? env.no_proxy ?? '')) return undefined
  const address = /^\w+:\/\//.test(text) ? text : `http://${text}`
  // The parser's own error has the address as a field, with its password.
  if (!URL.canParse(address)) throw unusable(secure ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  const url = new URL(address)
  const isSecure = url.protocol === 'https:'
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`
  return {
    hostname: url.hostname,
    port: Number(url.port || (isSecure ? 443 : 80)),
    secure: isSecure,
    authorization: url.username ? `Basic ${Buffer.from(credentials).toString('base64')}` : undefined,
  }
}

/** A part of an address without its escapes; as it is where they are none. */
export const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const unusable = (variable: string): InvalidArgumentError =>
  new InvalidArgumentError(
    `The proxy that ${variable} names is not usable: expected \`http://name:port\` or \`http://user:password@name:port\`, with special characters as \`%40\`.`,
  )

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '::1' ||
  (isIP(hostname) === 4 && hostname.startsWith('127.'))

// Entries are names with all below them, names with a leading dot, addresses, networks such as `10.0.0.0/8`, each with a port if it likes, or `*`.
const isExcluded = (hostname: string, port: number, noProxy: string): boolean =>
  noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry === '*' || (entry !== '' && matches(hostname.toLowerCase(), port, entry)))

const matches = (hostname: string, port: number, entry: string): boolean => {
  if (entry.includes('/')) return isInNetwork(hostname, entry)
  const [, bracketed, plain = '', ownPort] =
    /^(?:\[(.+)\]|(.+?))(?::(\d+))?$/.exec(isIP(entry) ? `[${entry}]` : entry) ?? []
  const name = (bracketed ?? plain).replace(/^\*?\./, '')
  if (ownPort !== undefined && Number(ownPort) !== port) return false
  return hostname === name || (!isIP(hostname) && hostname.endsWith(`.${name}`))
}

const isInNetwork = (hostname: string, entry: string): boolean => {
  const [address = '', prefix] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || isIP(hostname) !== family) return false
  const network = new BlockList()
  network.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
  return network.check(hostname, family === 4 ? 'ipv4' : 'ipv6')
}
