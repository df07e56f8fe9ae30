import { randomUUID } from 'node:crypto'
import type { Engine } from '../api/index.ts'
import { goneIsFine } from './gone.ts'
import { makeMarked } from './make-marked.ts'
import { ownerState } from './owner.ts'
import { removeLabelledVolumes } from './remove.ts'

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
  signal: AbortSignal | undefined,
): Promise<Lease> => {
  const Name = `slipway-share-${randomUUID()}`
  await makeMarked({
    make: (mark, late) => {
      const request = { Name, Labels: { ...owner, [shareLabel]: containerId, ...mark } }
      return engine.volumes.create(request, { signal: late })
    },
    remove: (label, limit) => removeLabelledVolumes(engine, label, limit),
    signal,
  })
  return {
    release: async () => {
      await goneIsFine(engine.volumes.remove(Name))
      return (await shareCount(engine, containerId)) === 0
    },
  }
}

/** How many shares there are of processes that live. */
export const shareCount = async (engine: Engine, containerId: string): Promise<number> => {
  const { Volumes } = await engine.volumes.list({ filters: { label: [`${shareLabel}=${containerId}`] } })
  return Volumes.filter(({ Labels }) => ownerState(Labels ?? {}) !== 'ended').length
}

const shareLabel = 'slipway.share'
