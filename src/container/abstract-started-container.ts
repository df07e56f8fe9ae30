import type { Readable } from 'node:stream'
import type { CallOptions, ContainerStats, FollowOptions, LogLine } from '../api/index.ts'
import type { Endpoint } from '../run/endpoint.ts'
import type { ExecOptions, ExecResult } from '../run/exec.ts'
import type { ExecStreamOptions, RunningCommand } from '../run/exec-stream.ts'
import type { ContentToCopy, CopyOptions, DirectoryToCopy, FileToCopy } from '../spec/copies.ts'
import { containerPort, type PortWithProtocol, portKey } from '../spec/ports.ts'
import type {
  CommitOptions,
  Labels,
  LogsOptions,
  RestartOptions,
  StartedTestContainer,
  StopOptions,
  StoppedTestContainer,
} from './test-container.ts'

/** For custom containers: a started container that adds its own getters to the usual ones. */
export class AbstractStartedContainer implements StartedTestContainer {
  protected readonly startedTestContainer: StartedTestContainer

  constructor(startedTestContainer: StartedTestContainer) {
    this.startedTestContainer = startedTestContainer
  }

  /** Called before it is stopped. */
  protected containerStopping?(): Promise<void>
  /** Called after it was stopped. */
  protected containerStopped?(): Promise<void>

  async stop(options?: Partial<StopOptions>): Promise<StoppedTestContainer> {
    await this.containerStopping?.()
    const stopped = await this.startedTestContainer.stop(options)
    await this.containerStopped?.()
    return stopped
  }

  restart(options?: Partial<RestartOptions>): Promise<void> {
    return this.startedTestContainer.restart(options)
  }

  commit(options: CommitOptions): Promise<string> {
    return this.startedTestContainer.commit(options)
  }

  getHost(): string {
    return this.startedTestContainer.getHost()
  }

  getHostname(): string {
    return this.startedTestContainer.getHostname()
  }

  getFirstMappedPort(): number {
    return this.startedTestContainer.getFirstMappedPort()
  }

  getMappedPort(port: number | PortWithProtocol, protocol?: string): number {
    return this.startedTestContainer.getMappedPort(portKey(containerPort(port, protocol)))
  }

  getName(): string {
    return this.startedTestContainer.getName()
  }

  getLabels(): Labels {
    return this.startedTestContainer.getLabels()
  }

  getId(): string {
    return this.startedTestContainer.getId()
  }

  getNetworkNames(): string[] {
    return this.startedTestContainer.getNetworkNames()
  }

  getNetworkId(networkName: string): string {
    return this.startedTestContainer.getNetworkId(networkName)
  }

  getIpAddress(networkName: string): string {
    return this.startedTestContainer.getIpAddress(networkName)
  }

  copyArchiveFromContainer(path: string): Promise<Readable> {
    return this.startedTestContainer.copyArchiveFromContainer(path)
  }

  copyArchiveToContainer(tar: Readable, target?: string, options?: CopyOptions): Promise<void> {
    return this.startedTestContainer.copyArchiveToContainer(tar, target, options)
  }

  copyDirectoriesToContainer(directories: DirectoryToCopy[]): Promise<void> {
    return this.startedTestContainer.copyDirectoriesToContainer(directories)
  }

  copyFilesToContainer(files: FileToCopy[]): Promise<void> {
    return this.startedTestContainer.copyFilesToContainer(files)
  }

  copyContentToContainer(contents: ContentToCopy[]): Promise<void> {
    return this.startedTestContainer.copyContentToContainer(contents)
  }

  exec(command: string | string[], options?: Partial<ExecOptions>): Promise<ExecResult> {
    return this.startedTestContainer.exec(command, options)
  }

  logs(options?: LogsOptions): Promise<Readable> {
    return this.startedTestContainer.logs(options)
  }

  follow(options?: FollowOptions): AsyncGenerator<LogLine> {
    return this.startedTestContainer.follow(options)
  }

  execStream(command: readonly string[], options?: ExecStreamOptions): Promise<RunningCommand> {
    return this.startedTestContainer.execStream(command, options)
  }

  readFile(path: string, options?: CallOptions): Promise<Buffer> {
    return this.startedTestContainer.readFile(path, options)
  }

  endpoint(port: number | PortWithProtocol, options?: CallOptions): Promise<Endpoint> {
    return this.startedTestContainer.endpoint(port, options)
  }

  pause(options?: CallOptions): Promise<void> {
    return this.startedTestContainer.pause(options)
  }

  unpause(options?: CallOptions): Promise<void> {
    return this.startedTestContainer.unpause(options)
  }

  kill(killSignal?: string, options?: CallOptions): Promise<void> {
    return this.startedTestContainer.kill(killSignal, options)
  }

  stats(options?: CallOptions): Promise<ContainerStats> {
    return this.startedTestContainer.stats(options)
  }

  waitForExit(options?: CallOptions): Promise<number> {
    return this.startedTestContainer.waitForExit(options)
  }

  refresh(options?: CallOptions): Promise<void> {
    return this.startedTestContainer.refresh(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
