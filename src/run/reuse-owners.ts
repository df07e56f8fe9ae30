import { randomUUID } from 'node:crypto'
import type { Engine } from '../api/index.ts'
import { goneIsFine } from './gone.ts'
import { makeMarked } from './make-marked.ts'
import { keyOn, settling } from './outstanding.ts'
import { ownerState } from './owner.ts'
import { removeLabelledVolumes } from './remove.ts'

/** A share in a container that others may use too. */
export interface Lease {
  /** Gives the share back. */
  release(): Promise<void>
  /** Gives it back, and ends the container unless somebody else has one. */
  releaseAndEnd(end: () => Promise<void>): Promise<void>
}

/** A process's place among those who use a container. */
export interface Place {
  readonly engine: Engine
  readonly containerId: string
  /** Labels of this process's session. */
  readonly owner: Readonly<Record<string, string>>
}

/**
 * Takes a share in a container. The mark is an empty volume: the engine keeps it where every user of the container sees it, and it goes
 * with the process, in whatever way that ends.
 */
export const takeShare = async (place: Place, signal: AbortSignal | undefined): Promise<Lease> => {
  const release = await putMark(place, shareLabel, signal)
  return {
    release,
    releaseAndEnd: async (end) => {
      await release()
      await endUnlessShared(place, end)
    },
  }
}

/**
 * Ends a container unless somebody has a share in it. Who takes a share at the same moment sees that, or is seen: ours is to mark it and
 * then to count, theirs is to take the share and then to look for the mark.
 *
 * @returns whether it was ended
 */
export const endUnlessShared = async (place: Place, end: () => Promise<void>): Promise<boolean> => {
  if (await isShared(place)) return false
  const unmark = await putMark(place, endingLabel, undefined)
  try {
    if (await isShared(place)) return false
    await end()
    return true
  } finally {
    // One that cannot be taken away now goes with the session.
    await unmark().catch(() => {})
  }
}

/** Whether somebody ends it at this moment. Who asks has a share, so that from now on nobody else begins to. */
export const isBeingEnded = (place: Place): Promise<boolean> => isMarked(place, endingLabel)

const isShared = (place: Place): Promise<boolean> => isMarked(place, shareLabel)

/** Whether a process that lives has set such a mark. */
const isMarked = async ({ engine, containerId }: Place, label: string): Promise<boolean> => {
  const { Volumes } = await engine.volumes.list({ filters: { label: [`${label}=${containerId}`] } })
  return Volumes.some(({ Labels }) => ownerState(Labels ?? {}) !== 'ended')
}

/** @returns what takes the mark away */
const putMark = async (
  { engine, containerId, owner }: Place,
  label: string,
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> => {
  const Name = `${label.replace('.', '-')}-${randomUUID()}`
  await makeMarked({
    make: (mark, late) => {
      const request = { Name, Labels: { ...owner, [label]: containerId, ...mark } }
      return engine.volumes.create(request, { signal: late })
    },
    key: () => keyOn(engine, Name),
    remove: (label, limit) => removeLabelledVolumes(engine, label, limit),
    signal,
  })
  return () => goneIsFine(settling(keyOn(engine, Name), engine.volumes.remove(Name)))
}

const shareLabel = 'slipway.share'
const endingLabel = 'slipway.ending'
