import { lookup } from 'node:dns/promises'
import type { HostIp } from '../spec/bound-ports.ts'

/** The addresses of a host in the order in which this machine would try them; none where the name is unknown. */
export const hostIps = async (host: string): Promise<readonly HostIp[]> =>
  lookup(host.replace(/^\[(.*)\]$/, '$1'), { all: true, order: 'verbatim' }).catch(() => [])
