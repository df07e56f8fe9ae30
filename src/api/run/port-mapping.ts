import { InvalidArgumentError } from '../../events/error.ts'
import type { Empty, PortBinding } from '../types/index.ts'

export interface PublishedPorts {
  readonly ExposedPorts: Readonly<Record<string, Empty>>
  readonly PortBindings: Readonly<Record<string, readonly PortBinding[]>>
}

/**
 * Reads ports as `docker run --publish` takes them: `80`, `8080:80`, `127.0.0.1:8080:80/tcp`, `[::1]::53/udp`.
 *
 * @throws InvalidArgumentError when it is none
 */
export const publishedPorts = (mappings: readonly string[]): PublishedPorts => {
  const bindings: Record<string, PortBinding[]> = {}
  for (const mapping of mappings) {
    const [, address = '', HostPort = '', port, protocol = 'tcp'] = pattern.exec(mapping) ?? []
    if (port === undefined || !isPort(port) || !HostPort.split('-').every((end) => end === '' || isPort(end)))
      throw new InvalidArgumentError(
        `\`${mapping}\` is not a port to publish: expected \`80\`, \`8080:80\` or \`127.0.0.1:8080:80/tcp\`.`,
      )
    const key = `${port}/${protocol}`
    bindings[key] = [...(bindings[key] ?? []), { HostIp: address.replace(/^\[|\]$/g, ''), HostPort }]
  }
  return { ExposedPorts: Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])), PortBindings: bindings }
}

// [[address:]host port or range:]port[/protocol]
const pattern = /^(?:(?:(\[[^\]]+\]|[^:[\]]+):)?(\d*|\d+-\d+):)?(\d+)(?:\/(tcp|udp|sctp))?$/

const isPort = (text: string): boolean => Number(text) >= 1 && Number(text) <= 65_535
