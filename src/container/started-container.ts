import { Readable } from 'node:stream'
import type { CallOptions, ContainerInspect, ContainerStats, Engine, FollowOptions, LogLine } from '../api/index.ts'
import { sessionLabel, unguardedLabels } from '../cleanup/labels.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { bringUp } from '../run/bring-up.ts'
import { checkSources, copyInto } from '../run/copy.ts'
import { type Endpoint, verifiedEndpoint } from '../run/endpoint.ts'
import { type ExecOptions, type ExecResult, execute } from '../run/exec.ts'
import { type ExecStreamOptions, openExec, type RunningCommand } from '../run/exec-stream.ts'
import { goneIsFine } from '../run/gone.ts'
import { publishedHost } from '../run/host.ts'
import { bytesOf } from '../run/outputs.ts'
import { owe } from '../run/outstanding.ts'
import type { RunContext, StartPlan } from '../run/plan.ts'
import { publishedPorts } from '../run/published-ports.ts'
import { readFileInside } from '../run/read-file.ts'
import { removeContainer } from '../run/remove.ts'
import type { Lease } from '../run/reuse-owners.ts'
import { unixSeconds } from '../run/times.ts'
import {
  type ContentToCopy,
  type CopiedSource,
  type CopyOptions,
  copiedContent,
  copiedDirectory,
  copiedFile,
  type DirectoryToCopy,
  type FileToCopy,
} from '../spec/copies.ts'
import { LABEL_TESTCONTAINERS_SESSION_ID } from '../spec/labels.ts'
import { type ContainerPort, containerPort, type PortWithProtocol } from '../spec/ports.ts'
import { publishedPort } from '../wait/published-port.ts'
import { StoppedContainer } from './stopped-container.ts'
import type {
  CommitOptions,
  Labels,
  LogsOptions,
  RestartOptions,
  StartedTestContainer,
  StopOptions,
  StoppedTestContainer,
} from './test-container.ts'

/** Stops what was started because the container depends on it. */
export type AfterStop = () => Promise<void>

/** What a stop has to see to besides the container. */
export interface StopDuties {
  readonly afterStop: AfterStop | undefined
  /** The share in a container that others may use too. */
  readonly lease: Lease | undefined
}

/** The container that a builder started. */
export class StartedGenericContainer implements StartedTestContainer {
  readonly #plan: StartPlan
  readonly #context: RunContext
  readonly #afterStop: AfterStop | undefined
  readonly #lease: Lease | undefined
  #inspected: ContainerInspect

  constructor(plan: StartPlan, context: RunContext, inspected: ContainerInspect, { afterStop, lease }: StopDuties) {
    this.#plan = plan
    this.#context = context
    this.#inspected = inspected
    this.#afterStop = afterStop
    this.#lease = lease
  }

  async stop({
    timeout = 0,
    remove = this.#plan.removeOnStop,
    removeVolumes = true,
  }: Partial<StopOptions> = {}): Promise<StoppedTestContainer> {
    const id = this.getId()
    const end = () => this.#end(id, { timeout, remove, removeVolumes })
    await (this.#lease ? this.#lease.releaseAndEnd(end) : end())
    await this.#afterStop?.()
    return new StoppedContainer(this.#engine, id)
  }

  async restart({ timeout = 0 }: Partial<RestartOptions> = {}): Promise<void> {
    const id = this.getId()
    await this.#engine.containers.stop(id, { timeoutSeconds: Math.ceil(timeout / 1000) })
    const { State } = await this.#engine.containers.inspect(id)
    const plan = { ...this.#plan, hooks: {}, since: unixSeconds(State.FinishedAt) }
    this.#inspected = (await bringUp(id, plan, { ...this.#context, signal: undefined })).inspected
  }

  async commit({ changes = [], deleteOnExit = true, ...options }: CommitOptions): Promise<string> {
    const marks = deleteOnExit ? this.#context.labels : unguardedLabels
    // The container's own label is inherited by the image; one that is kept must lose it.
    const label = `LABEL ${[sessionLabel, LABEL_TESTCONTAINERS_SESSION_ID].map((key) => `${key}="${marks[key]}"`).join(' ')}`
    owe(`image of ${this.getId()}`)
    return (await this.#engine.images.commit(this.getId(), { ...options, changes: [...changes, label] })).Id
  }

  getHost(): string {
    return publishedHost(this.#engine)
  }

  getHostname(): string {
    return this.#inspected.Config.Hostname
  }

  getFirstMappedPort(): number {
    const [first] = this.#plan.spec.ports
    if (first) return this.#hostPort(first)
    const [published] = publishedPorts(this.#inspected)
    if (published) return published.hostPort
    throw new InvalidArgumentError(`Container \`${this.#plan.spec.image}\` publishes no port. Add withExposedPorts().`)
  }

  getMappedPort(port: number | PortWithProtocol, protocol = 'tcp'): number {
    return this.#hostPort(containerPort(port, protocol))
  }

  getName(): string {
    return this.#inspected.Name.replace(/^\//, '')
  }

  getLabels(): Labels {
    return this.#inspected.Config.Labels ?? {}
  }

  getId(): string {
    return this.#inspected.Id
  }

  getNetworkNames(): string[] {
    return Object.keys(this.#inspected.NetworkSettings.Networks)
  }

  getNetworkId(networkName: string): string {
    return this.#network(networkName).NetworkID
  }

  getIpAddress(networkName: string): string {
    return this.#network(networkName).IPAddress
  }

  async copyArchiveFromContainer(path: string): Promise<Readable> {
    return (await this.#engine.containers.getArchive(this.getId(), { path })).archive
  }

  async copyArchiveToContainer(tar: Readable, target = '/', options: CopyOptions = {}): Promise<void> {
    await this.#engine.containers.putArchive(this.getId(), tar, { ...options, path: target })
  }

  copyDirectoriesToContainer(directories: DirectoryToCopy[]): Promise<void> {
    return this.#copy(directories.map(copiedDirectory))
  }

  copyFilesToContainer(files: FileToCopy[]): Promise<void> {
    return this.#copy(files.map(copiedFile))
  }

  copyContentToContainer(contents: ContentToCopy[]): Promise<void> {
    return this.#copy(contents.map(copiedContent))
  }

  exec(command: string | string[], options: Partial<ExecOptions> = {}): Promise<ExecResult> {
    return execute(this.#engine, this.getId(), typeof command === 'string' ? command.split(' ') : command, options)
  }

  async logs({ since, tail }: LogsOptions = {}): Promise<Readable> {
    const { Config } = this.#inspected
    const output = await this.#engine.containers.logs(this.getId(), { follow: true, since, tail, tty: Config.Tty })
    return Readable.from(bytesOf(output), { objectMode: false })
  }

  follow(options: FollowOptions = {}): AsyncGenerator<LogLine> {
    return this.#engine.containers.follow(this.getId(), { tty: this.#inspected.Config.Tty, ...options })
  }

  execStream(command: readonly string[], options: ExecStreamOptions = {}): Promise<RunningCommand> {
    return openExec(this.#engine, this.getId(), command, options)
  }

  readFile(path: string, { signal }: CallOptions = {}): Promise<Buffer> {
    return readFileInside(this.#engine, this.getId(), path, signal)
  }

  async endpoint(port: number | PortWithProtocol, { signal }: CallOptions = {}): Promise<Endpoint> {
    const key = containerPort(port)
    this.#hostPort(key)
    const { image } = this.#plan.spec
    return verifiedEndpoint(this.#engine, { image, inspected: this.#inspected }, key, signal)
  }

  pause(options: CallOptions = {}): Promise<void> {
    return this.#engine.containers.pause(this.getId(), options)
  }

  unpause(options: CallOptions = {}): Promise<void> {
    return this.#engine.containers.unpause(this.getId(), options)
  }

  kill(killSignal = 'SIGKILL', options: CallOptions = {}): Promise<void> {
    return this.#engine.containers.kill(this.getId(), { killSignal, ...options })
  }

  stats(options: CallOptions = {}): Promise<ContainerStats> {
    return this.#engine.containers.stats(this.getId(), options)
  }

  async waitForExit(options: CallOptions = {}): Promise<number> {
    return (await this.#engine.containers.wait(this.getId(), options)).StatusCode
  }

  async refresh(options: CallOptions = {}): Promise<void> {
    this.#inspected = await this.#engine.containers.inspect(this.getId(), options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #end(id: string, { timeout, remove, removeVolumes }: StopOptions): Promise<void> {
    // Removal by force kills: a separate stop is needed only where the container is given time, or is kept.
    if (timeout > 0 || !remove)
      await goneIsFine(this.#engine.containers.stop(id, { timeoutSeconds: Math.ceil(timeout / 1000) }))
    if (remove) await removeContainer(this.#engine, id, { volumes: removeVolumes })
  }

  get #engine(): Engine {
    return this.#context.engine
  }

  #hostPort({ container, protocol }: ContainerPort): number {
    const own = { id: this.getId(), image: this.#plan.spec.image, publishedPorts: publishedPorts(this.#inspected) }
    return publishedPort(own, container, protocol).hostPort
  }

  async #copy(sources: readonly CopiedSource[]): Promise<void> {
    await checkSources(sources)
    await copyInto(this.#engine, this.getId(), sources, this.#plan.spec.copyOptions, undefined)
  }

  #network(name: string) {
    const network = this.#inspected.NetworkSettings.Networks[name]
    if (network) return network
    const known =
      this.getNetworkNames()
        .map((known) => `\`${known}\``)
        .join(', ') || 'none'
    throw new InvalidArgumentError(
      `Container \`${this.#plan.spec.image}\` is not in a network \`${name}\`. It is in: ${known}.`,
    )
  }
}
