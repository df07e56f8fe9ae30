import { InvalidArgumentError } from '../events/error.ts'

export type PortProtocol = 'tcp' | 'udp' | 'sctp'

/** `"80/udp"`. */
export type PortWithProtocol = `${number}/${PortProtocol}`

/** A port of the container, bound to a port of the host that the user chose. */
export interface PortWithBinding {
  readonly container: number
  readonly host: number
  /** @default tcp */
  readonly protocol?: PortProtocol | undefined
}

/** A port to publish: `80`, `"80/udp"`, or with a host port of your choice. */
export type PortWithOptionalBinding = number | PortWithProtocol | PortWithBinding

/** A port inside a container, in one form. */
export interface ContainerPort {
  readonly container: number
  readonly protocol: PortProtocol
}

/** A port to publish, in one form. */
export interface ExposedPort extends ContainerPort {
  /** Undefined leaves the choice to the engine. */
  readonly host: number | undefined
}

/**
 * Reads a port in any of its forms.
 *
 * @throws InvalidArgumentError when it is not a port, naming the value
 */
export const exposedPort = (port: PortWithOptionalBinding): ExposedPort => {
  if (typeof port !== 'object' || port === null) return { ...containerPort(port), host: undefined }
  return { ...numberAndProtocol(port.container, port.protocol ?? 'tcp', port), host: portNumber(port.host, port) }
}

/**
 * Reads `80`, `"80"` or `"80/udp"`.
 *
 * @throws InvalidArgumentError when it is not a port, naming the value
 */
export const containerPort = (port: number | string, protocol = 'tcp'): ContainerPort => {
  if (typeof port === 'number') return numberAndProtocol(port, protocol, port)
  const [, number, own = protocol] = /^(\d+)(?:\/(\w+))?$/.exec(port) ?? []
  return numberAndProtocol(Number(number), own, port)
}

/** The shortest form that a user could have given: the way back from `exposedPort()`. */
export const portAsGiven = (port: ExposedPort): PortWithOptionalBinding => {
  const { container, host, protocol } = port
  if (host !== undefined) return { container, host, protocol }
  return protocol === 'tcp' ? container : portKey(port)
}

/** The engine's own form of a port: `80/tcp`. */
export const portKey = ({ container, protocol }: ContainerPort): PortWithProtocol => `${container}/${protocol}`

/** The port inside the container. */
export const getContainerPort = (port: PortWithOptionalBinding): number => exposedPort(port).container

/** Whether the user chose the host port. */
export const hasHostBinding = (port: PortWithOptionalBinding): port is PortWithBinding => typeof port === 'object'

const numberAndProtocol = (number: number, protocol: string, given: unknown): ContainerPort => {
  if (!isProtocol(protocol)) throw notAPort(given)
  return { container: portNumber(number, given), protocol }
}

const portNumber = (number: number, given: unknown): number => {
  if (!Number.isInteger(number) || number < 1 || number > 65_535) throw notAPort(given)
  return number
}

const isProtocol = (text: string): text is PortProtocol => text === 'tcp' || text === 'udp' || text === 'sctp'

const notAPort = (given: unknown): InvalidArgumentError =>
  new InvalidArgumentError(
    `\`${JSON.stringify(given)}\` is not a port: expected a number from 1 to 65535, \`"80/udp"\`, or \`{ container, host, protocol }\`.`,
  )
