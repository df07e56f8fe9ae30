import { ConflictError, type Engine, NotFoundError } from '../api/index.ts'

/** Kills and removes a container with its anonymous volumes. One that is gone, or is going, is a success. */
export const removeContainer = async (
  engine: Engine,
  containerId: string,
  { volumes = true }: { readonly volumes?: boolean } = {},
): Promise<void> => {
  try {
    await engine.containers.remove(containerId, { force: true, volumes })
  } catch (error) {
    if (error instanceof NotFoundError) return
    if (!(error instanceof ConflictError)) throw error
    // Somebody else removes it at this moment: its end is awaited, not asked for again.
    await removed(engine, containerId)
  }
}

const removed = async (engine: Engine, containerId: string): Promise<void> => {
  try {
    await engine.containers.wait(containerId, { condition: 'removed' })
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
}
