/** How a service is found. */
export interface EndpointSpec {
  /** One virtual address that spreads connections over the tasks, or the addresses of all tasks by DNS. @default vip */
  readonly Mode?: 'vip' | 'dnsrr' | undefined
  /** Those in `ingress` mode need `vip`. */
  readonly Ports?: readonly ServicePort[] | undefined
}

/** A port of a service that the outside can reach. */
export interface ServicePort {
  readonly Name?: string | undefined
  /** @default tcp */
  readonly Protocol?: 'tcp' | 'udp' | 'sctp' | undefined
  /** In the container. */
  readonly TargetPort: number
  /** On the nodes. @default a free one */
  readonly PublishedPort?: number | undefined
  /** `ingress` is every node, whichever runs the task; `host` only the node that runs it. @default ingress */
  readonly PublishMode?: 'ingress' | 'host' | undefined
}

/** What the swarm made of an EndpointSpec. */
export interface ServiceEndpoint {
  readonly Spec: EndpointSpec
  /** With the published ports that were chosen. */
  readonly Ports?: readonly ServicePort[]
  readonly VirtualIPs?: readonly {
    readonly NetworkID: string
    /** In CIDR. */
    readonly Addr: string
  }[]
}
