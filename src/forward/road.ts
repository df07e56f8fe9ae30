import type { HostAccess } from '../run/host-access.ts'

/** A way from containers to ports of this machine. */
export interface Road extends HostAccess {
  /** Leads a port of the road to the same port here. Opening twice is fine. */
  open(port: number): Promise<void>
}
