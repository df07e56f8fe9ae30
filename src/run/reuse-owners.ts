import { randomUUID } from 'node:crypto'
import type { Engine } from '../api/index.ts'
import { goneIsFine } from './gone.ts'

/** A share in a container that others may use too. */
export interface Lease {
  /** Gives the share back. @returns whether nobody else has one */
  release(): Promise<boolean>
}

/**
 * Takes a share in a container. The mark is an empty volume: the engine keeps it where every user of the container sees it, and it goes
 * with the process, in whatever way that ends.
 *
 * @param owner labels of this process's session
 */
export const takeShare = async (
  engine: Engine,
  containerId: string,
  owner: Readonly<Record<string, string>>,
): Promise<Lease> => {
  const Name = `slipway-share-${randomUUID()}`
  await engine.volumes.create({ Name, Labels: { ...owner, [shareLabel]: containerId } })
  return {
    release: async () => {
      await goneIsFine(engine.volumes.remove(Name))
      return (await shareCount(engine, containerId, owner)) === 0
    },
  }
}

/** How many shares there are of processes that live. */
export const shareCount = async (
  engine: Engine,
  containerId: string,
  owner: Readonly<Record<string, string>>,
): Promise<number> => {
  const { Volumes } = await engine.volumes.list({ filters: { label: [`${shareLabel}=${containerId}`] } })
  return Volumes.filter(({ Labels }) => mayLive(Labels ?? {}, owner)).length
}

/** Whether the process that these labels name may be alive: of one on another machine it is not known. */
export const mayLive = (labels: Readonly<Record<string, string>>, owner: Readonly<Record<string, string>>): boolean => {
  const pid = Number(labels['slipway.pid'])
  if (labels['slipway.host'] !== owner['slipway.host'] || !Number.isInteger(pid) || pid <= 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const shareLabel = 'slipway.share'
