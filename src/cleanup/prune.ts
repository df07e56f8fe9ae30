import type { Engine } from '../api/index.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { listMade, type Made } from './made.ts'
import { type NotRemoved, removeMade } from './remove-made.ts'
import { isOrphan } from './sweep.ts'

export interface PruneOptions {
  /** @default the engine that is found by default */
  readonly engine?: Engine | undefined
  /**
   * Also what is to stay (reused containers, `withAutoCleanup(false)`), and what processes on other machines may still need; not what
   * living processes on this machine have. @default false
   */
  readonly all?: boolean | undefined
  /** Removes nothing. @default false */
  readonly dryRun?: boolean | undefined
}

export interface PruneResult {
  /** What was removed; in a dry run, what would be. */
  readonly removed: readonly Made[]
  readonly notRemoved: readonly NotRemoved[]
  /** What was left alone: somebody needs it, or may. */
  readonly kept: readonly Made[]
}

/**
 * Removes what processes that have ended have left on an engine: containers, networks, volumes and images. A start does so too, in the
 * background; this says what there was.
 *
 * @throws EngineNotFoundError when there is no engine
 */
export const prune = async ({ engine, all = false, dryRun = false }: PruneOptions = {}): Promise<PruneResult> => {
  const where = engine ?? (await defaultEngine())
  const made = await listMade(where)
  const chosen = made.filter((one) => isOrphan(one) || (all && one.owner !== 'alive'))
  const kept = made.filter((one) => !chosen.includes(one))
  if (dryRun) return { removed: chosen, notRemoved: [], kept }
  const notRemoved = await removeMade(where, chosen)
  return { removed: chosen.filter((one) => !notRemoved.some(({ thing }) => thing === one)), notRemoved, kept }
}
