import type { EndpointConfig } from '../api/index.ts'
import type { ContainerSpec, SpecChange } from './container-spec.ts'

/** How a container is known in a network. */
export interface NetworkPlace {
  /** Further names of it there. @default those of withNetworkAliases() alone */
  readonly aliases?: readonly string[] | undefined
  /** An address of the network's own subnet. @default a free one of the engine's choice */
  readonly ipv4Address?: string | undefined
  /** An address of the network's own IPv6 subnet. @default a free one of the engine's choice */
  readonly ipv6Address?: string | undefined
}

/** A network to join, by its name. */
export interface JoinedNetwork extends NetworkPlace {
  readonly name: string
}

/** Joins one more network. The same one again adds aliases; later addresses win. */
export const withJoinedNetwork =
  (name: string, place: NetworkPlace): SpecChange =>
  (spec) => {
    const before = spec.networks.find((network) => network.name === name)
    const joined = { name, ...before, ...given(place), aliases: [...(before?.aliases ?? []), ...(place.aliases ?? [])] }
    const networks = before
      ? spec.networks.map((network) => (network === before ? joined : network))
      : [...spec.networks, joined]
    return Object.freeze({ ...spec, networks })
  }

/** The network that a container is created in. */
export const firstNetwork = ({ networks, networkMode }: ContainerSpec): string | undefined =>
  networks[0]?.name ?? networkMode

/** The engine's form of a place. */
export const endpointConfig = (
  { aliases = [], ipv4Address, ipv6Address }: NetworkPlace,
  furtherAliases: readonly string[] = [],
): EndpointConfig => ({
  Aliases: [...furtherAliases, ...aliases],
  IPAMConfig:
    ipv4Address === undefined && ipv6Address === undefined
      ? undefined
      : { IPv4Address: ipv4Address, IPv6Address: ipv6Address },
})

const given = ({ ipv4Address, ipv6Address }: NetworkPlace): NetworkPlace => ({
  ...(ipv4Address !== undefined && { ipv4Address }),
  ...(ipv6Address !== undefined && { ipv6Address }),
})
