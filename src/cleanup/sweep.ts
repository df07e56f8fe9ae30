import type { Engine } from '../api/index.ts'
import { acrossRealms } from '../events/across-realms.ts'
import { listMade, type Made } from './made.ts'
import { removeMade } from './remove-made.ts'

/**
 * Removes in the background what processes that have ended have left on an engine: their machine went down, or their watchdog was killed
 * too. Once for each engine; nothing waits for it, and nobody is told of what it cannot do: the next process tries again.
 */
export const sweepOnce = (engine: Engine): void => {
  const swept = acrossRealms<string[]>('swept', () => [])
  if (swept.includes(engine.host)) return
  swept.push(engine.host)
  sweep(engine).catch(() => {})
}

/** Whether nobody needs it any more. What is to stay has no session. */
export const isOrphan = ({ session, owner, isLeaseOver }: Made): boolean =>
  session !== '' && (owner === 'ended' || (owner === 'unknown' && isLeaseOver))

const sweep = async (engine: Engine): Promise<void> => {
  // An engine that does not answer must not keep the process.
  const made = await listMade(engine, AbortSignal.timeout(30_000))
  await removeMade(engine, made.filter(isOrphan))
}
