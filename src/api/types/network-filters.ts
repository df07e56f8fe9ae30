/** Narrows NetworkList. A network must satisfy every key; within one key, one of the values (of `label`, all). */
export interface NetworkFilters {
  /** Without containers. */
  readonly dangling?: readonly ('true' | 'false')[] | undefined
  readonly driver?: readonly string[] | undefined
  /** Ids or parts of them. */
  readonly id?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Names or parts of them. */
  readonly name?: readonly string[] | undefined
  readonly scope?: readonly ('local' | 'swarm' | 'global')[] | undefined
  /** `builtin` are the engine's own: bridge, host, none. */
  readonly type?: readonly ('custom' | 'builtin')[] | undefined
}

/** Narrows NetworkPrune. */
export interface NetworkPruneFilters {
  /** Made before this: seconds since 1970, a date, or a duration before now such as `10m`. */
  readonly until?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Without this label. */
  readonly 'label!'?: readonly string[] | undefined
}

/** Answer of NetworkPrune. */
export interface NetworkPruneResponse {
  /** Names; `null` when there was nothing to remove. */
  readonly NetworksDeleted: readonly string[] | null
}
