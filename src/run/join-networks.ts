import type { Engine } from '../api/index.ts'
import type { ContainerSpec } from '../spec/container-spec.ts'
import { endpointConfig } from '../spec/networks.ts'

/**
 * Puts a container that was created into its further networks. Engines before API 1.44 take one network when they create, and ignore the
 * others in silence; this works with all of them.
 */
export const joinNetworks = async (
  engine: Engine,
  containerId: string,
  { networks, networkAliases }: ContainerSpec,
  signal: AbortSignal | undefined,
): Promise<void> => {
  for (const { name, ...place } of networks.slice(1)) {
    const EndpointConfig = endpointConfig(place, networkAliases)
    await engine.networks.connect(name, { Container: containerId, EndpointConfig }, { signal })
  }
}
