import type { ContainerFilters } from './types/index.ts'
import type { CallOptions } from './wire/wire.ts'

export interface ContainerCreateOptions extends CallOptions {
  /** @default a name of the engine's choice */
  readonly name?: string | undefined
  /** `os/arch[/variant]` to take from the image. Since API 1.41. */
  readonly platform?: string | undefined
}

export interface ContainerListOptions extends CallOptions {
  /** Stopped ones too. @default false */
  readonly all?: boolean | undefined
  /** The newest that many, running or not. */
  readonly limit?: number | undefined
  /** Fill in `SizeRw` and `SizeRootFs`, which takes the engine time. @default false */
  readonly size?: boolean | undefined
  readonly filters?: ContainerFilters | undefined
}

export interface ContainerStopOptions extends CallOptions {
  /** Seconds until the container is killed. @default its own StopTimeout, or 10 */
  readonly timeoutSeconds?: number | undefined
  /** Sent first, such as `SIGINT`. @default the image's STOPSIGNAL, or SIGTERM. Since API 1.42. */
  readonly stopSignal?: string | undefined
}

export interface ContainerRemoveOptions extends CallOptions {
  /** Kill it first if it runs. @default false */
  readonly force?: boolean | undefined
  /** Its anonymous volumes too. @default false */
  readonly volumes?: boolean | undefined
  /** Only the legacy link of that name, not a container. @default false */
  readonly link?: boolean | undefined
}

export interface LogOptions extends CallOptions {
  /** Go on with what is printed from now on. Docker before 23 may leave out the end, which `follow()` does not. @default false */
  readonly follow?: boolean | undefined
  /** @default true */
  readonly stdout?: boolean | undefined
  /** @default true */
  readonly stderr?: boolean | undefined
  /** Unix time in seconds, fractions allowed. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  /** Lines carry the time at which the engine received them. @default false */
  readonly timestamps?: boolean | undefined
  /** Only that many lines from the end. @default all */
  readonly tail?: number | undefined
  /** Whether the container has a terminal. @default asked from the engine */
  readonly tty?: boolean | undefined
}

export interface AttachOptions extends CallOptions {
  /** @default false */
  readonly stdin?: boolean | undefined
  /** @default true */
  readonly stdout?: boolean | undefined
  /** @default true */
  readonly stderr?: boolean | undefined
  /** Begin with what was printed so far. @default false */
  readonly logs?: boolean | undefined
  /** Keys that detach, such as `ctrl-p,ctrl-q`. */
  readonly detachKeys?: string | undefined
  /** Whether the container has a terminal. @default asked from the engine */
  readonly tty?: boolean | undefined
}

/** Which output is attached can be chosen since API 1.42. */
export type WebSocketAttachOptions = Omit<AttachOptions, 'tty'>

export interface ArchiveUploadOptions extends CallOptions {
  /** Existing directory in the container that the archive is unpacked into. */
  readonly path: string
  /** Refuse to put a directory where a file is, or the reverse. @default false */
  readonly noOverwriteDirNonDir?: boolean | undefined
  /** Give what is copied to the container's user, whom Docker looks up on its own host. @default false: as the archive says */
  readonly copyUIDGID?: boolean | undefined
}
