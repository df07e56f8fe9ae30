import type { Engine } from '../api/index.ts'
import { goneIsFine } from '../run/gone.ts'
import { removeContainer } from '../run/remove.ts'
import type { Made } from './made.ts'

/**
 * Removes things in the order in which they let go of each other: containers, networks, volumes, images.
 *
 * @returns those that could not be removed, each with the reason
 */
export const removeMade = async (engine: Engine, things: readonly Made[]): Promise<readonly NotRemoved[]> => {
  const notRemoved: NotRemoved[] = []
  for (const kind of ['container', 'network', 'volume', 'image'] as const) {
    const results = things
      .filter((thing) => thing.kind === kind)
      .map(async (thing) => {
        try {
          await goneIsFine(remove(engine, thing))
        } catch (reason) {
          notRemoved.push({ thing, reason })
        }
      })
    await Promise.all(results)
  }
  return notRemoved
}

/** Something that is still there, and why. */
export interface NotRemoved {
  readonly thing: Made
  readonly reason: unknown
}

const remove = (engine: Engine, { kind, id, name }: Made): Promise<unknown> => {
  switch (kind) {
    case 'container':
      return removeContainer(engine, id)
    case 'network':
      return engine.networks.remove(engine.kind === 'podman' ? name : id)
    case 'volume':
      return engine.volumes.remove(id, { force: true })
    case 'image':
      return engine.images.remove(id, { force: true })
  }
}
