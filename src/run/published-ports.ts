import type { ContainerInspect, PortMap } from '../api/index.ts'
import { containerPort } from '../spec/ports.ts'
import type { PublishedPort } from '../wait/target.ts'

/** The ports of a running container that the host can reach, in the order of their numbers. */
export const publishedPorts = ({ NetworkSettings }: ContainerInspect): readonly PublishedPort[] =>
  portsOf(NetworkSettings.Ports)

/** The ports that a container was to publish; the host port is 0 where the engine had the choice. */
export const requestedPorts = ({ HostConfig }: ContainerInspect): readonly PublishedPort[] =>
  portsOf(HostConfig.PortBindings)

const portsOf = (ports: PortMap | null): readonly PublishedPort[] =>
  Object.entries(ports ?? {})
    .flatMap(([key, bindings]) => {
      const { container, protocol } = containerPort(key)
      const [binding] = bindings ?? []
      return binding ? [{ containerPort: container, protocol, hostPort: Number(binding.HostPort) }] : []
    })
    .sort((a, b) => a.containerPort - b.containerPort)
