import type { Driver, SwarmObject } from './swarm-object.ts'

/** A network as the swarm keeps it; NetworkInspect shows the same one as an engine sees it. */
export interface SwarmNetwork extends SwarmObject {
  readonly Spec: {
    readonly Name: string
    readonly Labels: Readonly<Record<string, string>>
    readonly DriverConfiguration?: Partial<Driver>
    readonly IPv6Enabled?: boolean
    readonly Internal?: boolean
    readonly Attachable?: boolean
    readonly Ingress?: boolean
    readonly IPAMOptions?: SwarmIpam
    readonly ConfigFrom?: { readonly Network: string }
    readonly Scope?: string
  }
  readonly DriverState: Partial<Driver>
  /** What came of it. */
  readonly IPAMOptions?: SwarmIpam
}

/** How a network gives out addresses. */
export interface SwarmIpam {
  readonly Driver: Partial<Driver>
  readonly Configs?: readonly {
    /** CIDR. */
    readonly Subnet?: string
    /** CIDR. */
    readonly Range?: string
    readonly Gateway?: string
  }[]
}
