import { ConflictError, type Engine } from '../api/index.ts'
import { goneIsFine } from './gone.ts'

/** Kills and removes a container with its anonymous volumes. One that is gone, or is going, is a success. */
export const removeContainer = async (
  engine: Engine,
  containerId: string,
  { volumes = true }: { readonly volumes?: boolean } = {},
): Promise<void> => {
  try {
    await goneIsFine(engine.containers.remove(containerId, { force: true, volumes }))
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    // Somebody else removes it at this moment: its end is awaited, not asked for again.
    await goneIsFine(engine.containers.wait(containerId, { condition: 'removed' }))
  }
}
