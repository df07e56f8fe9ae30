import type { Readable } from 'node:stream'
import type { CallOptions, ContainerStats, FollowOptions, LogLine } from '../api/index.ts'
import type { Endpoint } from '../run/endpoint.ts'
import type { ExecOptions, ExecResult } from '../run/exec.ts'
import type { ExecStreamOptions, RunningCommand } from '../run/exec-stream.ts'
import type { ContentToCopy, CopyOptions, DirectoryToCopy, FileToCopy } from '../spec/copies.ts'
import type { PortWithProtocol } from '../spec/ports.ts'

/** A container that is ready. Disposing stops and removes it. */
export interface StartedTestContainer extends AsyncDisposable {
  /** Stops and removes it; stopping twice is fine. */
  stop(options?: Partial<StopOptions>): Promise<StoppedTestContainer>
  /** Stops and starts it, waits until it is ready again, and reads its ports anew. */
  restart(options?: Partial<RestartOptions>): Promise<void>
  /** Makes an image of it. @returns the image's id */
  commit(options: CommitOptions): Promise<string>
  /** Name or address at which its published ports are reached. */
  getHost(): string
  /** Its own name for itself. */
  getHostname(): string
  /** The host port of the port that was exposed first. */
  getFirstMappedPort(): number
  /** The host port that leads to a port of it. @throws InvalidArgumentError when it is not published, naming those that are */
  getMappedPort(port: number, protocol?: string): number
  getMappedPort(port: PortWithProtocol): number
  /** With the engine's leading slash taken off. */
  getName(): string
  getLabels(): Labels
  getId(): string
  getNetworkNames(): string[]
  getNetworkId(networkName: string): string
  /** Its address inside a network: for other containers, not for the host. */
  getIpAddress(networkName: string): string
  /** A path of it as a tar archive. Check paths and links before you unpack it: it holds what the container wants. */
  copyArchiveFromContainer(path: string): Promise<Readable>
  /** Unpacks a tar archive; gzip is unpacked here first. @param target existing directory. @default / */
  copyArchiveToContainer(tar: Readable, target?: string, options?: CopyOptions): Promise<void>
  copyDirectoriesToContainer(directories: DirectoryToCopy[]): Promise<void>
  copyFilesToContainer(files: FileToCopy[]): Promise<void>
  copyContentToContainer(contents: ContentToCopy[]): Promise<void>
  /** Runs a command in it; an exit code other than 0 is a result. A text is split at its spaces, without a shell. */
  exec(command: string | string[], options?: Partial<ExecOptions>): Promise<ExecResult>
  /** Both streams of its output from the start on, and on until it stops. @param options.since Unix seconds. @param options.tail lines */
  logs(options?: LogsOptions): Promise<Readable>
  /** The lines of its output, from the first one on, and on until it stops, each with the stream that it came by. */
  follow(options?: FollowOptions): AsyncGenerator<LogLine>
  /** Runs a command in it and connects to it: output as it comes, input, a terminal. */
  execStream(command: readonly string[], options?: ExecStreamOptions): Promise<RunningCommand>
  /** The bytes of a file in it; links are followed. @throws NotFoundError when there is none */
  readFile(path: string, options?: CallOptions): Promise<Buffer>
  /**
   * Where a TCP port of it takes connections from here; one was made to see. Right for IPv6 too.
   *
   * @throws InvalidArgumentError when the port is not published
   * @throws SlipwayError with code `PORT_UNREACHABLE` when nothing answers
   */
  endpoint(port: number | PortWithProtocol, options?: CallOptions): Promise<Endpoint>
  /** Freezes every process of it. */
  pause(options?: CallOptions): Promise<void>
  /** Lets it go on. */
  unpause(options?: CallOptions): Promise<void>
  /** Sends a signal to its main process; it stays until it is stopped or disposed of. @param killSignal @default SIGKILL */
  kill(killSignal?: string, options?: CallOptions): Promise<void>
  /** What it uses now. Takes about a second, for a share of the CPU is a difference. */
  stats(options?: CallOptions): Promise<ContainerStats>
  /** Waits until its main process ends. @returns the exit code */
  waitForExit(options?: CallOptions): Promise<number>
  /** Reads its ports, networks and labels anew: somebody else may have changed them. */
  refresh(options?: CallOptions): Promise<void>
}

export interface StoppedTestContainer {
  getId(): string
  /** Works after `stop({ remove: false })`. */
  copyArchiveFromContainer(path: string): Promise<Readable>
}

export interface StopOptions {
  /** How long it may take to end by itself before it is killed, in ms. @default 0 */
  readonly timeout: number
  /** @default true, or what withAutoRemove() said */
  readonly remove: boolean
  /** Its anonymous volumes too. @default true */
  readonly removeVolumes: boolean
}

export interface RestartOptions {
  /** How long it may take to end by itself before it is killed, in ms. @default 0 */
  readonly timeout: number
}

export interface LogsOptions {
  readonly since?: number | undefined
  readonly tail?: number | undefined
}

export interface CommitOptions {
  readonly repo?: string | undefined
  readonly tag?: string | undefined
  readonly comment?: string | undefined
  readonly author?: string | undefined
  /** Freeze the container meanwhile. @default true */
  readonly pause?: boolean | undefined
  /** Dockerfile instructions such as `ENV A=1`. */
  readonly changes?: readonly string[] | undefined
  /** The image goes with the process. @default true */
  readonly deleteOnExit?: boolean | undefined
}

export type Labels = Readonly<Record<string, string>>

export type Environment = Readonly<Record<string, string>>
