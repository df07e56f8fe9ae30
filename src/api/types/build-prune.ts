import type { BuildCacheRecord } from './disk-usage.ts'

/** Narrows BuildPrune. A record must satisfy every key; each takes one value. */
export interface BuildPruneFilters {
  /** Not used since this: seconds since 1970, a date, or a duration before now such as `10m`. */
  readonly until?: readonly [string] | undefined
  /** Id, or a part of it. */
  readonly id?: readonly [string] | undefined
  /** Id. */
  readonly parent?: readonly [string] | undefined
  readonly type?: readonly [BuildCacheRecord['Type']] | undefined
  readonly description?: readonly [string] | undefined
  readonly inuse?: readonly ['true' | 'false'] | undefined
  readonly shared?: readonly ['true' | 'false'] | undefined
  readonly private?: readonly ['true' | 'false'] | undefined
}

/** Answer of BuildPrune. */
export interface BuildPruneResponse {
  /** Ids; `null` when there was nothing to remove. */
  readonly CachesDeleted: readonly string[] | null
  /** Bytes. */
  readonly SpaceReclaimed: number
}
