import type { NetworkCreateRequest } from '../api/index.ts'

/** Addresses that a network gives to its containers. */
export interface Subnet {
  /** In CIDR: `10.20.0.0/16`, `fd00:20::/64`. */
  readonly subnet: string
  /** @default the first address */
  readonly gateway?: string | undefined
  /** The part that containers get unless they ask for an address, in CIDR. @default all of it */
  readonly ipRange?: string | undefined
}

/** What a network is to be like. */
export interface NetworkSpec {
  readonly labels: Readonly<Record<string, string>>
  readonly driver: string
  readonly driverOptions: Readonly<Record<string, string>>
  readonly subnets: readonly Subnet[]
  readonly ipv6: boolean
  readonly internal: boolean
}

/** A network of the engine's own choice. */
export const networkSpec: NetworkSpec = {
  labels: {},
  driver: 'bridge',
  driverOptions: {},
  subnets: [],
  ipv6: false,
  internal: false,
}

/** Translates it into the body of the engine's NetworkCreate. */
export const networkRequest = (name: string, spec: NetworkSpec): NetworkCreateRequest => ({
  Name: name,
  CheckDuplicate: true,
  Driver: spec.driver,
  Options: spec.driverOptions,
  IPAM: spec.subnets.length === 0 ? undefined : { Config: spec.subnets.map(pool) },
  EnableIPv6: spec.ipv6 || spec.subnets.some(({ subnet }) => subnet.includes(':')),
  Internal: spec.internal,
  Labels: spec.labels,
})

const pool = ({ subnet, gateway, ipRange }: Subnet) => ({ Subnet: subnet, Gateway: gateway, IPRange: ipRange })
