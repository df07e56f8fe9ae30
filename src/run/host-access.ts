import type { Engine } from '../api/index.ts'
import { processWide } from '../events/process-wide.ts'
import type { ContainerSpec, ExtraHost } from '../spec/container-spec.ts'
import { firstNetwork } from '../spec/networks.ts'

/** The name by which containers reach this machine, once ports of it are exposed. */
export const hostName = 'host.testcontainers.internal'

/** Marks a container that is itself part of the way to this machine. */
export const forwardLabel = 'slipway.forward'

/** The way from an engine's containers to this machine. */
export interface HostAccess {
  /** The address of this machine for a container in this network. @param network a name or id; undefined is the engine's default one */
  addressIn(network: string | undefined): Promise<string>
  /** Lets go of a network, so that it can be removed. */
  leave(network: string): Promise<void>
}

/** The ways of this process: none until ports are exposed to an engine. */
export const hostAccesses = (): WeakMap<Engine, HostAccess> => processWide('host-access', () => new WeakMap())

/** The line that a container's /etc/hosts gets for this machine; nothing where no port is exposed or the user has said it. */
export const hostEntries = async (engine: Engine, spec: ContainerSpec): Promise<readonly ExtraHost[]> => {
  const access = hostAccesses().get(engine)
  if (!access || forwardLabel in spec.labels || spec.extraHosts.some(({ host }) => host === hostName)) return []
  const network = firstNetwork(spec)
  // It has no network, or the names and addresses of another container.
  if (network === 'none' || network?.startsWith('container:')) return []
  return [{ host: hostName, ipAddress: await access.addressIn(network) }]
}
