import type { EndpointConfig } from './endpoint.ts'

/** One network in the answer of NetworkList. */
export interface NetworkSummary {
  readonly Name: string
  readonly Id: string
  /** RFC 3339 with nanoseconds. */
  readonly Created: string
  /** `swarm` is known to every node. */
  readonly Scope: 'local' | 'swarm' | 'global'
  /** Such as `bridge` or `overlay`. */
  readonly Driver: string
  /** Since API 1.48. */
  readonly EnableIPv4?: boolean
  readonly EnableIPv6: boolean
  readonly IPAM: Ipam
  /** No way out to other networks. */
  readonly Internal: boolean
  /** Containers may join a swarm network. */
  readonly Attachable: boolean
  /** The swarm's own, behind published ports. */
  readonly Ingress: boolean
  readonly ConfigFrom: { readonly Network: string }
  /** A template for other networks; no container can join it. */
  readonly ConfigOnly: boolean
  /** Of the driver. */
  readonly Options: Readonly<Record<string, string>> | null
  readonly Labels: Readonly<Record<string, string>> | null
  /** Nodes of an overlay network. */
  readonly Peers?: readonly { readonly Name: string; readonly IP: string }[]
}

/** Answer of NetworkInspect. */
export interface NetworkInspect extends NetworkSummary {
  /** Running members; keys are container ids. */
  readonly Containers: Readonly<Record<string, NetworkMember>> | null
  /** Swarm services; only when `verbose` was asked for. */
  readonly Services?: Readonly<Record<string, unknown>>
  /** Addresses in use, by subnet. Since API 1.52. */
  readonly Status?: {
    readonly IPAM?: {
      readonly Subnets?: Readonly<Record<string, { readonly IPsInUse: number; readonly DynamicIPsAvailable: number }>>
    }
  }
}

/** A container in a network. */
export interface NetworkMember {
  /** Without a leading slash. */
  readonly Name: string
  readonly EndpointID: string
  readonly MacAddress: string
  /** With the bits of the network part: `172.18.0.2/16`; empty when there is none. */
  readonly IPv4Address: string
  readonly IPv6Address: string
}

/** How a network gives out addresses. */
export interface Ipam {
  readonly Driver: string
  readonly Options?: Readonly<Record<string, string>> | null
  /** Podman and networks without addresses may say `null`. */
  readonly Config: readonly IpamPool[] | null
}

/** A subnet to give addresses from. */
export interface IpamPool {
  /** CIDR: `172.30.0.0/16`. */
  readonly Subnet?: string | undefined
  /** The part of the subnet that containers get, in CIDR. */
  readonly IPRange?: string | undefined
  /** @default the first address */
  readonly Gateway?: string | undefined
  /** Addresses that are taken: name to address. */
  readonly AuxiliaryAddresses?: Readonly<Record<string, string>> | undefined
}

/** Body of NetworkCreate. */
export interface NetworkCreateRequest {
  readonly Name: string
  /** @default bridge */
  readonly Driver?: string | undefined
  /** Refuse a name that is in use, which engines from API 1.44 on do anyway. */
  readonly CheckDuplicate?: boolean | undefined
  /** @default a free subnet of the engine's choice */
  readonly IPAM?:
    | {
        /** @default default */
        readonly Driver?: string | undefined
        readonly Config?: readonly IpamPool[] | undefined
        readonly Options?: Readonly<Record<string, string>> | undefined
      }
    | undefined
  /** No way out to other networks. @default false */
  readonly Internal?: boolean | undefined
  /** Let containers join a swarm network. @default false */
  readonly Attachable?: boolean | undefined
  readonly Ingress?: boolean | undefined
  /** Since API 1.48. @default true */
  readonly EnableIPv4?: boolean | undefined
  /** @default false */
  readonly EnableIPv6?: boolean | undefined
  readonly Scope?: 'local' | 'swarm' | 'global' | undefined
  readonly ConfigOnly?: boolean | undefined
  readonly ConfigFrom?: { readonly Network: string } | undefined
  /** Of the driver, such as `com.docker.network.bridge.name`. */
  readonly Options?: Readonly<Record<string, string>> | undefined
  readonly Labels?: Readonly<Record<string, string>> | undefined
}

/** Answer of NetworkCreate. */
export interface NetworkCreateResponse {
  readonly Id: string
  /** Empty when there is none. */
  readonly Warning: string
}

/** Body of NetworkConnect. */
export interface NetworkConnectRequest {
  /** Name or id. */
  readonly Container: string
  readonly EndpointConfig?: EndpointConfig | undefined
}

/** Body of NetworkDisconnect. */
export interface NetworkDisconnectRequest {
  /** Name or id. */
  readonly Container: string
  /** Also when the container cannot be told. @default false */
  readonly Force?: boolean | undefined
}
