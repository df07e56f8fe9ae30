import { InvalidArgumentError } from '../events/error.ts'
import { containerPort, exposedPort, type PortWithOptionalBinding, type PortWithProtocol, portKey } from './ports.ts'

/** An address at which the engine's host is reached. */
export interface HostIp {
  readonly address: string
  /** 4 or 6. */
  readonly family: number
}

/** The host ports that lead to ports of a container: keys such as `80/tcp`. */
export type Ports = Readonly<Record<string, readonly { readonly hostIp: string; readonly hostPort: number }[]>>

/** Which host port leads to which port of a container, in the order in which they were set. */
export class BoundPorts {
  readonly #ports = new Map<PortWithProtocol, number>()

  /** @throws InvalidArgumentError when that port is not bound */
  getBinding(port: number | string, protocol = 'tcp'): number {
    const key = portKey(containerPort(port, protocol))
    const bound = this.#ports.get(key)
    if (bound !== undefined) return bound
    throw new InvalidArgumentError(`Port ${key} is not bound. Bound: ${[...this.#ports.keys()].join(', ') || 'none'}.`)
  }

  /** @throws InvalidArgumentError when no port is bound */
  getFirstBinding(): number {
    for (const port of this.#ports.values()) return port
    throw new InvalidArgumentError('No port is bound.')
  }

  setBinding(key: string | number, value: number, protocol = 'tcp'): void {
    this.#ports.set(portKey(containerPort(key, protocol)), value)
  }

  /** Pairs such as `['80/tcp', 49153]`. */
  iterator(): Iterable<[string, number]> {
    return this.#ports
  }

  /** Only those of the given ports that are bound. */
  filter(ports: readonly PortWithOptionalBinding[]): BoundPorts {
    const wanted = new Set(ports.map((port) => portKey(exposedPort(port))))
    const filtered = new BoundPorts()
    for (const [key, value] of this.#ports) if (wanted.has(key)) filtered.setBinding(key, value)
    return filtered
  }

  /**
   * Those of a container that was inspected.
   *
   * @param hostIps the first whose family a port is bound in decides, where the families have ports of their own
   */
  static fromInspectResult(hostIps: readonly HostIp[], { ports }: { readonly ports: Ports }): BoundPorts {
    const bound = new BoundPorts()
    for (const [key, bindings] of Object.entries(ports)) {
      const inFamily = hostIps.flatMap(({ family }) => bindings.filter(({ hostIp }) => familyOf(hostIp) === family))
      const [binding = bindings[0]] = inFamily
      if (binding) bound.setBinding(key, binding.hostPort)
    }
    return bound
  }
}

const familyOf = (address: string): number => (address.includes(':') ? 6 : 4)
