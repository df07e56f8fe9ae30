import type { ContainerInspect, PortMap } from '../api/index.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { type ContainerPort, containerPort, portKey } from '../spec/ports.ts'
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

/**
 * The host port that leads to a port of the container.
 *
 * @throws InvalidArgumentError when it is not published, naming those that are
 */
export const mappedPort = (inspected: ContainerInspect, wanted: ContainerPort): number => {
  const ports = publishedPorts(inspected)
  const found = ports.find(
    ({ containerPort, protocol }) => containerPort === wanted.container && protocol === wanted.protocol,
  )
  if (found) return found.hostPort
  const published = ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`).join(', ') || 'none'
  throw new InvalidArgumentError(
    `Port ${portKey(wanted)} is not published by \`${inspected.Config.Image}\` (${inspected.Id.slice(0, 12)}). ` +
      `Published: ${published}. Add withExposedPorts(${wanted.container}).`,
  )
}
