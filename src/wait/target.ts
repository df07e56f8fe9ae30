import type { ContainerInspect, LogLine } from '../api/index.ts'

/** What a wait strategy may see of a starting container. It is a view, not the client: a wait cannot change anything. */
export interface WaitTarget {
  readonly id: string
  /** The image as the user named it. */
  readonly image: string
  /** Name or address at which published ports are reached. */
  readonly host: string
  readonly publishedPorts: readonly PublishedPort[]
  /**
   * The port of `host` behind a port of the container.
   *
   * @param protocol @default tcp
   * @throws InvalidArgumentError when it is not published
   */
  hostPort(containerPort: number, protocol?: PublishedPort['protocol']): number
  readonly hasHealthCheck: boolean
  /** Settles when the main process ends, at once when it has ended already. Never rejects. */
  readonly exited: Promise<ContainerExit>
  /** Lines since this start, from the first one on; ends when the container stops. Once for each of the strategy's `logReaders`. */
  logs(signal: AbortSignal): AsyncIterable<LogLine>
  /** The health status, the current one first, then each change; ends when the container stops. */
  health(signal: AbortSignal): AsyncIterable<HealthReport>
  /** Runs a command inside, and waits for it. */
  exec(command: readonly string[], signal: AbortSignal): Promise<ExecOutcome>
  /** Whether something inside listens on a TCP port; undefined where it cannot be told from outside. */
  listens(port: number, signal: AbortSignal): Promise<boolean | undefined>
  /** A file or directory inside, links followed, running or not; undefined when there is none. */
  file(path: string, signal: AbortSignal): Promise<FileFound | undefined>
  /** The first MiB of a file as text; undefined when there is no such file, or it is a directory. */
  fileText(path: string, signal: AbortSignal): Promise<string | undefined>
  /** What the engine answers about the container now. */
  inspect(signal: AbortSignal): Promise<ContainerInspect>
  /** State and last words, for an error. */
  lastMoments(): Promise<LastMoments>
}

export interface PublishedPort {
  readonly containerPort: number
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  readonly hostPort: number
}

export interface ContainerExit {
  readonly exitCode: number
}

export interface HealthReport {
  readonly status: 'none' | 'starting' | 'healthy' | 'unhealthy'
  /** What the last probe printed. */
  readonly lastOutput: string | undefined
}

export interface ExecOutcome {
  readonly exitCode: number
  readonly output: string
}

export interface FileFound {
  readonly kind: 'file' | 'directory' | 'other'
  readonly sizeBytes: number
  /** RFC 3339; changes with every change of the content that is not within the same few milliseconds. */
  readonly modifiedAt: string
}

/** How a container was when a start ended without success. */
export interface LastMoments {
  /** `running`, `exited`, …; `gone` when the engine does not know it any more, `unknown` when the engine does not answer. */
  readonly status: string
  /** Only when it has exited. */
  readonly exitCode: number | undefined
  readonly oomKilled: boolean
  /** How often its restart policy has started it again. */
  readonly restarts: number
  /** What the last health probes printed, the latest last. */
  readonly healthLog: readonly string[]
  /** The last lines of its output, the latest last. */
  readonly logTail: readonly string[]
}
