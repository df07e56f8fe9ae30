import { InvalidArgumentError } from '../events/error.ts'
import type { PublishedPort, WaitTarget } from './target.ts'

/**
 * The published port that leads to a port of the container.
 *
 * @throws InvalidArgumentError when it is not published, naming those that are
 */
export const publishedPort = (
  { id, image, publishedPorts }: Pick<WaitTarget, 'id' | 'image' | 'publishedPorts'>,
  containerPort: number,
  protocol: PublishedPort['protocol'] = 'tcp',
): PublishedPort => {
  const found = publishedPorts.find((port) => port.containerPort === containerPort && port.protocol === protocol)
  if (found) return found
  const published = publishedPorts.map((port) => `${port.containerPort}/${port.protocol}`).join(', ') || 'none'
  const wanted = protocol === 'tcp' ? containerPort : `'${containerPort}/${protocol}'`
  throw new InvalidArgumentError(
    `Port ${containerPort}/${protocol} is not published by \`${image}\` (${id.slice(0, 12)}). ` +
      `Published: ${published}. Add withExposedPorts(${wanted}).`,
  )
}

/** `localhost:49153`, `[::1]:49153`. */
export const hostAddress = ({ host }: Pick<WaitTarget, 'host'>, { hostPort }: PublishedPort): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]:${hostPort}` : `${host}:${hostPort}`
