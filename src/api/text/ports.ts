import type { Port } from '../types/index.ts'

/**
 * The ports of a listed container as `docker ps` shows them: `127.0.0.1:32768->80/tcp, 443/tcp`. Neighbours are one range; of
 * those that are published, only where the port has the same number on both sides.
 */
export const portsText = (ports: readonly Port[]): string => {
  const ranges = new Map<string, Range>()
  const ended: Range[] = []
  const mapped: string[] = []
  for (const port of [...ports].sort(byNumber)) {
    const { PrivatePort, PublicPort = 0, Type } = port
    const address = addressOf(port)
    if (address !== undefined && PublicPort !== PrivatePort) {
      mapped.push(`${address}:${PublicPort}->${PrivatePort}/${Type}`)
      continue
    }
    const key = `${address}/${Type}`
    const range = ranges.get(key)
    if (range?.last === PrivatePort - 1) range.last = PrivatePort
    else {
      if (range) ended.push(range)
      ranges.set(key, { address, type: Type, first: PrivatePort, last: PrivatePort })
    }
  }
  return [...[...ended, ...ranges.values()].map(rangeText), ...mapped].join(', ')
}

interface Range {
  readonly address: string | undefined
  readonly type: Port['Type']
  readonly first: number
  last: number
}

const rangeText = ({ address, type, first, last }: Range): string => {
  const numbers = first === last ? `${first}` : `${first}-${last}`
  return address === undefined ? `${numbers}/${type}` : `${address}:${numbers}->${numbers}/${type}`
}

// Podman says port 0 and no address for one that is not published, and no address for one that is published on all.
const addressOf = ({ IP = '', PublicPort = 0 }: Port): string | undefined => {
  if (PublicPort === 0) return
  const address = IP || '0.0.0.0'
  return address.includes(':') ? `[${address}]` : address
}

const byNumber = (a: Port, b: Port): number =>
  a.PrivatePort - b.PrivatePort ||
  compare(a.IP ?? '', b.IP ?? '') ||
  (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
  compare(a.Type, b.Type)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
