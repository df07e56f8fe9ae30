import type { ContainerInspect, Engine } from '../api/index.ts'
import { InvalidArgumentError, SlipwayError } from '../events/error.ts'
import { type ContainerPort, portKey } from '../spec/ports.ts'
import { type PortOutcome, probePort } from '../wait/port-probe.ts'
import { publishedHost } from './host.ts'

/** Where a port of a container is reached from here. */
export interface Endpoint {
  /** Name or address, without brackets. */
  readonly host: string
  readonly port: number
  /** Both, as a URL has them: `127.0.0.1:49153`, `[::1]:49153`. */
  readonly address: string
}

/**
 * The first of a port's published addresses at which a connection from here is taken and held.
 *
 * @throws InvalidArgumentError when the port is not published, or not TCP
 * @throws SlipwayError with code `PORT_UNREACHABLE` when none of them takes a connection
 */
export const verifiedEndpoint = async (
  engine: Engine,
  { image, inspected }: { readonly image: string; readonly inspected: ContainerInspect },
  port: ContainerPort,
  signal: AbortSignal | undefined,
): Promise<Endpoint> => {
  const key = portKey(port)
  if (port.protocol !== 'tcp')
    throw new InvalidArgumentError(`Only TCP tells whether somebody is there, got ${key}. Use getMappedPort().`)
  const bindings = inspected.NetworkSettings.Ports[key] ?? []
  const endpoints = bindings.map(({ HostIp, HostPort }) => endpoint(reachedAt(engine, HostIp), Number(HostPort)))
  const tried: string[] = []
  for (const candidate of endpoints) {
    const outcome = await probePort({ ...candidate, signal: signal ?? new AbortController().signal })
    signal?.throwIfAborted()
    if (outcome.kind === 'held') return candidate
    tried.push(`\`${candidate.address}\` (${inWords(outcome)})`)
  }
  throw new SlipwayError(
    'PORT_UNREACHABLE',
    `Port ${key} of \`${image}\` takes no connection at ${tried.join(', ')}. Check that its program still listens.`,
  )
}

// A local name may stand for both families, and only the one that is bound answers. A remote engine is known by one name.
const reachedAt = (engine: Engine, hostIp: string): string => {
  const host = publishedHost(engine).replace(/^\[(.*)\]$/, '$1')
  if (host !== 'localhost' || process.env.TESTCONTAINERS_HOST_OVERRIDE) return host
  if (hostIp === '::') return '::1'
  return hostIp === '' || hostIp === '0.0.0.0' ? '127.0.0.1' : hostIp
}

const endpoint = (host: string, port: number): Endpoint => ({
  host,
  port,
  address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
})

const inWords = (outcome: PortOutcome): string => {
  if (outcome.kind === 'unreachable') return outcome.code
  return outcome.kind === 'closed' ? 'accepted, and closed at once' : outcome.kind
}
