import { ConflictError, type Engine, NotFoundError } from '../api/index.ts'
import { goneIsFine } from './gone.ts'
import { keyOn, settling } from './outstanding.ts'

export interface RemoveOptions {
  /** Its anonymous volumes too. @default true */
  readonly volumes?: boolean | undefined
  /** How long somebody else may take who removes it at the same moment. @default 10_000 */
  readonly goneWithinMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Kills and removes a container with its anonymous volumes. One that is gone, or is going, is a success. */
export const removeContainer = async (
  engine: Engine,
  containerId: string,
  { volumes = true, goneWithinMs, signal }: RemoveOptions = {},
): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await goneIsFine(
        settling(keyOn(engine, containerId), engine.containers.remove(containerId, { force: true, volumes, signal })),
      )
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      // Somebody else removes it at this moment: its end is awaited. If it does not come, that one could not either, or the engine says by
      // the same status that it could not kill it.
      if (await isGone(engine, containerId, { goneWithinMs, signal })) return
      if (attempt === maxAttempts) throw error
    }
  }
}

/** Removes the volumes that have a label, `key=value`. Whether there were any. */
export const removeLabelledVolumes = async (engine: Engine, label: string, signal: AbortSignal): Promise<boolean> => {
  const { Volumes } = await engine.volumes.list({ filters: { label: [label] }, signal })
  for (const { Name } of Volumes) await goneIsFine(engine.volumes.remove(Name, { signal }))
  return Volumes.length > 0
}

/** Whether a container that somebody may be removing is gone before long. */
export const isGone = async (
  engine: Engine,
  containerId: string,
  { goneWithinMs = 10_000, signal }: Omit<RemoveOptions, 'volumes'> = {},
): Promise<boolean> => {
  const limit = AbortSignal.timeout(goneWithinMs)
  const either = signal ? AbortSignal.any([signal, limit]) : limit
  try {
    const { Error: failure } = await engine.containers.wait(containerId, { condition: 'removed', signal: either })
    return failure === undefined || failure === null
  } catch (error) {
    if (error instanceof NotFoundError) return true
    if (!limit.aborted || signal?.aborted) throw error
    return false
  }
}

const maxAttempts = 3
