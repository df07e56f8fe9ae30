import type { Readable } from 'node:stream'
import type { ContainerInspect, Engine } from '../api/index.ts'
import { session, sessionLabel } from '../cleanup/session.ts'
import { defaultEngine } from '../run/default-engine.ts'
import type { LogConsumer, RunContext, StartPlan } from '../run/plan.ts'
import { type ImagePullPolicy, PullPolicy } from '../run/pull-policy.ts'
import { startContainer } from '../run/start.ts'
import {
  type ContainerSpec,
  containerSpec,
  type ExtraHost,
  type SpecChange,
  withEntries,
  withFields,
  withMore,
} from '../spec/container-spec.ts'
import {
  type ArchiveToCopy,
  type ContentToCopy,
  type CopyOptions,
  copiedArchive,
  copiedContent,
  copiedDirectory,
  copiedFile,
  type DirectoryToCopy,
  type FileToCopy,
} from '../spec/copies.ts'
import type { HealthCheck } from '../spec/health-check.ts'
import { requireImageName } from '../spec/image-name.ts'
import type { BindMount, TmpFs } from '../spec/mounts.ts'
import { exposedPort, type PortWithOptionalBinding } from '../spec/ports.ts'
import { quotaFields, type ResourcesQuota, type Ulimits } from '../spec/resources.ts'
import { requireMilliseconds } from '../spec/validate.ts'
import type { WaitStrategy } from '../wait/strategy.ts'
import { type ContainerDefaults, withDefaults } from './container-defaults.ts'
import { GenericContainerBuilder } from './generic-container-builder.ts'
import { orStop } from './or-stop.ts'
import { StartedGenericContainer } from './started-container.ts'
import type { Environment, Labels, StartedTestContainer } from './test-container.ts'

/** A start can be given up. */
export interface StartOptions {
  /** Ends the start and removes what it made; `start()` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Describes a container and starts it, as often as you like: each `start()` gives a container of its own.
 * Every `withX` changes the builder and returns it.
 *
 * @example
 * const redis = await new GenericContainer('redis:7').withExposedPorts(6379).start()
 */
export class GenericContainer {
  #spec: ContainerSpec
  #pullPolicy: ImagePullPolicy = PullPolicy.defaultPolicy()
  #waitStrategy: WaitStrategy | undefined
  #startupTimeoutMs: number | undefined
  #logConsumers: readonly LogConsumer[] = []
  #autoCleanup = true
  #removeOnStop = true
  #engine: Engine | undefined

  /** @param image name, digest or id, such as `redis:7`; it is pulled when the engine does not have it */
  constructor(image: string) {
    this.#spec = containerSpec(requireImageName(image))
  }

  /** Builds an image from a folder with a Dockerfile. */
  static fromDockerfile(context: string, dockerfileName = 'Dockerfile'): GenericContainerBuilder {
    return new GenericContainerBuilder(context, dockerfileName, (image) => new GenericContainer(image))
  }

  /**
   * Creates and starts a container, and resolves when it is ready. What fails or is aborted leaves nothing behind.
   *
   * @throws StartupError when it does not become ready, with its exit code, its last log lines and what was waited for
   * @throws ImagePullError when its image is not to be had
   * @throws EngineNotFoundError when there is no engine
   */
  async start({ signal }: StartOptions = {}): Promise<StartedTestContainer> {
    const plan = this.plan()
    await this.beforeContainerCreated?.()
    const context = await this.#context(signal)
    const { inspected } = await startContainer(plan, context)
    const started = new StartedGenericContainer(plan, context, inspected)
    return orStop(started, async () => {
      await this.containerStarted?.(started, inspected, false)
      return started
    })
  }

  /** For custom containers: called before anything is created. */
  protected beforeContainerCreated?(): Promise<void>
  /** For custom containers: it exists and does not run. */
  protected containerCreated?(containerId: string): Promise<void>
  /** For custom containers: it runs and has not been waited for. */
  protected containerStarting?(inspected: ContainerInspect, reused: boolean): Promise<void>
  /** For custom containers: it is ready. */
  protected containerStarted?(
    container: StartedTestContainer,
    inspected: ContainerInspect,
    reused: boolean,
  ): Promise<void>

  /** What this start will do; later changes of the builder do not reach it. */
  protected plan(defaults: ContainerDefaults = {}): StartPlan {
    return {
      spec: withDefaults(this.#spec, defaults),
      pullPolicy: this.#pullPolicy,
      waitStrategy: this.#waitStrategy ?? defaults.waitStrategy,
      startupTimeoutMs: this.#startupTimeoutMs ?? defaults.startupTimeoutMs ?? 60_000,
      logConsumers: this.#logConsumers,
      removeOnStop: this.#removeOnStop,
      hooks: {
        created: (containerId) => this.containerCreated?.(containerId) ?? Promise.resolve(),
        starting: (inspected) => this.containerStarting?.(inspected, false) ?? Promise.resolve(),
      },
    }
  }

  /** Starts on this engine instead of the one that is found by default. */
  withEngine(engine: Engine): this {
    this.#engine = engine
    return this
  }

  /** Arguments for the entry point, or the program and its arguments. @default the image's */
  withCommand(command: readonly string[]): this {
    return this.#change(withFields({ command }))
  }

  /** The program that is run. @default the image's */
  withEntrypoint(entrypoint: readonly string[]): this {
    return this.#change(withFields({ entrypoint }))
  }

  /** A name of your own; it can be used once at a time. @default the engine's choice */
  withName(name: string): this {
    return this.#change(withFields({ name }))
  }

  /** Adds labels; later values win. */
  withLabels(labels: Labels): this {
    return this.#change(withEntries('labels', labels))
  }

  /** Adds environment variables; later values win. */
  withEnvironment(environment: Environment): this {
    return this.#change(withEntries('env', environment))
  }

  /** `os/arch[/variant]` to run, such as `linux/arm64`. @default the engine's */
  withPlatform(platform: string): this {
    return this.#change(withFields({ platform }))
  }

  /** Adds paths that live in memory, with mount options such as `rw,size=64m`. */
  withTmpFs(tmpFs: TmpFs): this {
    return this.#change(withEntries('tmpFs', tmpFs))
  }

  /** Adds limits of processes, such as `{ nofile: { soft: 1024, hard: 2048 } }`. */
  withUlimits(ulimits: Ulimits): this {
    return this.#change(withEntries('ulimits', ulimits))
  }

  /** Adds security options, such as `no-new-privileges`. */
  withSecurityOpt(...options: string[]): this {
    return this.#change(withMore('securityOptions', options))
  }

  /** Adds Linux capabilities, such as `NET_ADMIN`. */
  withAddedCapabilities(...capabilities: string[]): this {
    return this.#change(withMore('addedCapabilities', capabilities))
  }

  /** Takes Linux capabilities away. */
  withDroppedCapabilities(...capabilities: string[]): this {
    return this.#change(withMore('droppedCapabilities', capabilities))
  }

  /** Joins a network that was started. */
  withNetwork(network: { getName(): string }): this {
    return this.withNetworkMode(network.getName())
  }

  /** A network's name, `host`, `none`, `bridge` or `container:<id>`. @default the engine's bridge */
  withNetworkMode(networkMode: string): this {
    return this.#change(withFields({ networkMode }))
  }

  /** Adds names by which other containers in its network find it. */
  withNetworkAliases(...aliases: string[]): this {
    return this.#change(withMore('networkAliases', aliases))
  }

  /** Adds lines to its /etc/hosts; the address `host-gateway` is the engine's host. */
  withExtraHosts(extraHosts: readonly ExtraHost[]): this {
    return this.#change(withMore('extraHosts', extraHosts))
  }

  /** Adds ports to publish: `80`, `"53/udp"`, or `{ container: 80, host: 8080 }`. The engine chooses the host port unless you do. */
  withExposedPorts(...ports: PortWithOptionalBinding[]): this {
    return this.#change(withMore('ports', ports.map(exposedPort)))
  }

  /** Adds bind mounts of the engine's host, or volumes by their names. */
  withBindMounts(bindMounts: readonly BindMount[]): this {
    return this.#change(withMore('binds', bindMounts))
  }

  /** Lets the engine check its health, and `start()` wait for it. Times are ms. */
  withHealthCheck(healthCheck: HealthCheck): this {
    return this.#change(withFields({ healthCheck }))
  }

  /** How long it may take from its start until it is ready, in ms. @default 60_000 */
  withStartupTimeout(startupTimeoutMs: number): this {
    this.#startupTimeoutMs = requireMilliseconds('withStartupTimeout()', startupTimeoutMs)
    return this
  }

  /** What makes it ready. @default its health check if it has one, else its published ports */
  withWaitStrategy(waitStrategy: WaitStrategy): this {
    this.#waitStrategy = waitStrategy
    return this
  }

  /** Keeps its log in a form that can be read, whatever the engine's default is. */
  withDefaultLogDriver(): this {
    return this.#change(withFields({ logDriver: 'json-file' }))
  }

  /** All capabilities and devices of the host. */
  withPrivilegedMode(): this {
    return this.#change(withFields({ privileged: true }))
  }

  /** `user`, `uid`, `user:group` or `uid:gid`. @default the image's */
  withUser(user: string): this {
    return this.#change(withFields({ user }))
  }

  /** Whether it is removed when this process ends without having stopped it. @default true */
  withAutoCleanup(autoCleanup: boolean): this {
    this.#autoCleanup = autoCleanup
    return this
  }

  /** Whether `stop()` also removes it; `stop({ remove })` says otherwise for one stop. @default true */
  withAutoRemove(autoRemove: boolean): this {
    this.#removeOnStop = autoRemove
    return this
  }

  /** When its image is pulled. @default when the engine does not have it */
  withPullPolicy(pullPolicy: ImagePullPolicy): this {
    this.#pullPolicy = pullPolicy
    return this
  }

  /** `none`, `private`, `shareable`, `host` or `container:<id>`. */
  withIpcMode(ipcMode: string): this {
    return this.#change(withFields({ ipcMode }))
  }

  /** Adds files of this machine, put into the container before it starts; links are followed. */
  withCopyFilesToContainer(files: readonly FileToCopy[]): this {
    return this.#change(withMore('copies', files.map(copiedFile)))
  }

  /** Adds directories of this machine with all that is in them. */
  withCopyDirectoriesToContainer(directories: readonly DirectoryToCopy[]): this {
    return this.#change(withMore('copies', directories.map(copiedDirectory)))
  }

  /** Adds files made of text or bytes. */
  withCopyContentToContainer(contents: readonly ContentToCopy[]): this {
    return this.#change(withMore('copies', contents.map(copiedContent)))
  }

  /** Adds uncompressed tar archives, unpacked into directories that exist. */
  withCopyArchivesToContainer(archives: readonly ArchiveToCopy[]): this {
    return this.#change(withMore('copies', archives.map(copiedArchive)))
  }

  /** How copies are unpacked. */
  withCopyToContainerOptions(options: CopyOptions): this {
    return this.#change(withEntries('copyOptions', options))
  }

  /** Where its command runs, an absolute path in it. @default the image's */
  withWorkingDir(workingDir: string): this {
    return this.#change(withFields({ workingDir }))
  }

  /** Limits memory (GiB) and CPU (cores); what is not named stays as it was. */
  withResourcesQuota(quota: ResourcesQuota): this {
    return this.#change(withFields(quotaFields(quota)))
  }

  /** Size of /dev/shm in bytes. @default 64 MiB */
  withSharedMemorySize(bytes: number): this {
    return this.#change(withFields({ sharedMemoryBytes: bytes }))
  }

  /** Adds a receiver of its output, from the first line on; after a restart it receives a new stream. */
  withLogConsumer(logConsumer: (stream: Readable) => unknown): this {
    this.#logConsumers = [...this.#logConsumers, logConsumer]
    return this
  }

  /** Its own name for itself. @default its short id */
  withHostname(hostname: string): this {
    return this.#change(withFields({ hostname }))
  }

  #change(change: SpecChange): this {
    this.#spec = change(this.#spec)
    return this
  }

  async #context(signal: AbortSignal | undefined): Promise<RunContext> {
    const engine = this.#engine ?? (await defaultEngine())
    // An image built for this session hands its label down: a container that is to stay has to take it back.
    if (!this.#autoCleanup) return { engine, labels: { [sessionLabel]: '' }, signal }
    session().guard(engine)
    return { engine, labels: session().labels, signal }
  }
}
