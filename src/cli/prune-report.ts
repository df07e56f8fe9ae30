import type { Made } from '../cleanup/made.ts'
import type { PruneResult } from '../cleanup/prune.ts'

/** What a person reads: a line for each thing, and the sum. */
export const pruneReport = (
  { removed, notRemoved, kept }: PruneResult,
  { dryRun }: { readonly dryRun: boolean },
): string => {
  const done = dryRun ? 'would remove' : 'removed'
  return [
    ...removed.map((thing) => `${done} ${described(thing)}`),
    ...notRemoved.map(({ thing, reason }) => `not removed ${described(thing)}: ${messageOf(reason)}`),
    ...kept.map((thing) => `kept ${described(thing)}: ${whyKept(thing)}`),
    `${removed.length} ${done}, ${notRemoved.length} not removed, ${kept.length} kept`,
  ].join('\n')
}

const described = ({ kind, name, host, pid, createdAt }: Made): string =>
  `${kind} ${name} (process ${pid ?? 'unknown'} on ${host ?? 'an unknown machine'}, ${createdAt.toISOString()})`

const whyKept = ({ session, owner }: Made): string => {
  if (owner === 'alive') return 'its process lives'
  return session === '' ? 'it is to stay' : 'its process may live, and its lease is not over'
}

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason))
