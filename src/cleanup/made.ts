import type { Engine } from '../api/index.ts'
import { type OwnerState, ownerState } from '../run/owner.ts'
import { leaseLabel, sessionLabel } from './labels.ts'

/** Something that a process made with Slipway, and that is still there. */
export interface Made {
  readonly kind: 'container' | 'network' | 'volume' | 'image'
  /** What it is removed by: of a volume its name. */
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  readonly createdAt: Date
  /** Empty for what is to stay: reused containers, and what is made `withAutoCleanup(false)`. */
  readonly session: string
  /** The machine and the process that made it. */
  readonly host: string | undefined
  readonly pid: number | undefined
  /** Of one on another machine it is not known. */
  readonly owner: OwnerState
  /** Whether its owner has had it for longer than it asked for. Only this speaks of owners on other machines. */
  readonly isLeaseOver: boolean
}

/** Everything on an engine that was made with Slipway, by whichever process. */
export const listMade = async (engine: Engine, signal?: AbortSignal): Promise<readonly Made[]> => {
  const filters = { label: [sessionLabel] }
  const [containers, networks, { Volumes }, images] = await Promise.all([
    engine.containers.list({ all: true, filters, signal }),
    engine.networks.list({ filters, signal }),
    engine.volumes.list({ filters, signal }),
    engine.images.list({ filters, signal }),
  ])
  if (containers.length + networks.length + Volumes.length + images.length === 0) return []
  const now = await engineTime(engine, signal)
  const made = (kind: Made['kind'], id: string, name: string, created: Date, labels: Labels): Made => ({
    kind,
    id,
    name,
    createdAt: created,
    session: labels?.[sessionLabel] ?? '',
    host: labels?.['slipway.host'],
    pid: labels?.['slipway.pid'] === undefined ? undefined : Number(labels['slipway.pid']),
    owner: ownerState(labels ?? {}),
    isLeaseOver: now - created.getTime() > Number(labels?.[leaseLabel] ?? Number.NaN) * 1000,
  })
  return [
    ...containers.map(({ Id, Names, Created, Labels }) =>
      made('container', Id, Names[0]?.slice(1) ?? Id.slice(0, 12), new Date(Created * 1000), Labels),
    ),
    ...networks.map(({ Id, Name, Created, Labels }) => made('network', Id, Name, new Date(Created), Labels)),
    ...Volumes.map(({ Name, CreatedAt, Labels }) => made('volume', Name, Name, new Date(CreatedAt ?? now), Labels)),
    ...images.map(({ Id, RepoTags, Created, Labels }) =>
      made('image', Id, RepoTags?.[0] ?? Id.slice(7, 19), new Date(Created * 1000), Labels),
    ),
  ]
}

type Labels = Readonly<Record<string, string>> | null | undefined

// All times are the engine's: clocks of machines that share it may differ.
const engineTime = async (engine: Engine, signal: AbortSignal | undefined): Promise<number> => {
  const { SystemTime } = await engine.system.info({ signal })
  return SystemTime === undefined ? Date.now() : Date.parse(SystemTime)
}
