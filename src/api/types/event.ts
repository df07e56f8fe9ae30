/** Something that happened at the engine. */
export interface EngineEvent {
  readonly Type: EventType
  /** Such as `start`, `die`, `oom` or `health_status: healthy`; for an exec, its command follows: `exec_start: ls -l`. */
  readonly Action: string
  readonly Actor: {
    /** Of what it happened to; of an image the name. */
    readonly ID: string
    /** Of a container: its labels, `name`, `image`; with `die` also `exitCode`. */
    readonly Attributes: Readonly<Record<string, string>>
  }
  readonly scope?: 'local' | 'swarm'
  /** Seconds since 1970. */
  readonly time: number
  /** Nanoseconds since 1970; a number cannot hold the last three digits. */
  readonly timeNano: number
}

export type EventType =
  | 'builder'
  | 'config'
  | 'container'
  | 'daemon'
  | 'image'
  | 'network'
  | 'node'
  | 'plugin'
  | 'secret'
  | 'service'
  | 'volume'

/** Narrows SystemEvents. An event must satisfy every key; within one key, one of the values. */
export interface EventFilters {
  /** Actions, such as `die`. */
  readonly event?: readonly string[] | undefined
  readonly type?: readonly EventType[] | undefined
  /** Name or id, as in all the keys below. */
  readonly container?: readonly string[] | undefined
  readonly image?: readonly string[] | undefined
  readonly network?: readonly string[] | undefined
  readonly volume?: readonly string[] | undefined
  readonly daemon?: readonly string[] | undefined
  readonly plugin?: readonly string[] | undefined
  readonly config?: readonly string[] | undefined
  readonly node?: readonly string[] | undefined
  readonly secret?: readonly string[] | undefined
  readonly service?: readonly string[] | undefined
  /** Of a container or image: `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  readonly scope?: readonly ('local' | 'swarm')[] | undefined
}
