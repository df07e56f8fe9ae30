/** What may be asked of a container's place in a network. */
export interface EndpointConfig {
  readonly IPAMConfig?: EndpointAddresses | null | undefined
  /** Further names of the container in this network; not on the default bridge. */
  readonly Aliases?: readonly string[] | null | undefined
  /** Legacy: `container:alias`. */
  readonly Links?: readonly string[] | null | undefined
  readonly DriverOpts?: Readonly<Record<string, string>> | null | undefined
  /** Since API 1.44; before that, of the container as a whole. */
  readonly MacAddress?: string | undefined
  /** The network with the highest one is the way out. Since API 1.48. @default 0 */
  readonly GwPriority?: number | undefined
}

/** Fixed addresses; they must lie in the network's own subnets. */
export interface EndpointAddresses {
  readonly IPv4Address?: string | undefined
  readonly IPv6Address?: string | undefined
  readonly LinkLocalIPs?: readonly string[] | undefined
}

/** A container's place in a network. Addresses are empty while it does not run. */
export interface EndpointSettings {
  readonly NetworkID: string
  readonly EndpointID: string
  readonly IPAddress: string
  /** Bits of the network part. */
  readonly IPPrefixLen: number
  readonly Gateway: string
  readonly GlobalIPv6Address: string
  readonly GlobalIPv6PrefixLen: number
  readonly IPv6Gateway: string
  readonly MacAddress: string
  readonly IPAMConfig: EndpointAddresses | null
  readonly Links: readonly string[] | null
  /** Up to API 1.44 the short id is one of them. */
  readonly Aliases: readonly string[] | null
  readonly DriverOpts: Readonly<Record<string, string>> | null
  /** Every name that resolves to it in this network. Since API 1.44. */
  readonly DNSNames?: readonly string[] | null
  /** Since API 1.48. */
  readonly GwPriority?: number
}
