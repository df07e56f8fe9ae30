/** Keys such as `80/tcp`; `null` for a port that is exposed and not published. */
export type PortMap = Readonly<Record<string, readonly PortBinding[] | null>>

/** An address of the engine's host that leads to a port. */
export interface PortBinding {
  /** Empty in a request means every address. */
  readonly HostIp: string
  /** A number as text; in a request empty or `0` lets the engine choose, and a range such as `8000-8010` limits the choice. */
  readonly HostPort: string
}

/** A port in ContainerList. */
export interface Port {
  /** Absent when the port is not published. */
  readonly IP?: string
  /** In the container. */
  readonly PrivatePort: number
  /** At the engine's host; absent, or with Podman 0, when the port is not published. */
  readonly PublicPort?: number
  readonly Type: 'tcp' | 'udp' | 'sctp'
}
