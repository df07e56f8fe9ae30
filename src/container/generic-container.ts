import type { Engine } from '../api/index.ts'
import { unguardedLabels } from '../cleanup/labels.ts'
import { session } from '../cleanup/session.ts'
import { InvalidArgumentError } from '../events/error.ts'
import type { BuildRequest } from '../image/build.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { imageToRun } from '../run/image-to-run.ts'
import type { LogConsumer } from '../run/log-outputs.ts'
import type { RunContext, StartPlan } from '../run/plan.ts'
import { type ImagePullPolicy, PullPolicy } from '../run/pull-policy.ts'
import { reuseOrStart } from '../run/reuse.ts'
import { startContainer } from '../run/start.ts'
import {
  type ContainerSpec,
  containerSpec,
  type ExtraHost,
  type SpecChange,
  withEntries,
  withFields,
  withImages,
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
import { ImageName, requireImageName } from '../spec/image-name.ts'
import type { BindMount, ImageMountOptions, TmpFs, VolumeMountOptions } from '../spec/mounts.ts'
import { firstNetwork, type NetworkPlace, withJoinedNetwork } from '../spec/networks.ts'
import { exposedPort, type PortWithOptionalBinding, portAsGiven, portKey } from '../spec/ports.ts'
import type { RequestPatch } from '../spec/request-patch.ts'
import { quotaFields, type ResourcesQuota, type Ulimits } from '../spec/resources.ts'
import { requireCount, requireMilliseconds, requireReuseKey } from '../spec/validate.ts'
import type { WaitStrategy } from '../wait/strategy.ts'
import { type ContainerDefaults, withDefaults } from './container-defaults.ts'
import type { TestContainer } from './described-container.ts'
import { GenericContainerBuilder } from './generic-container-builder.ts'
import { type InspectResult, inspectResult } from './inspect-result.ts'
import { orStop } from './or-stop.ts'
import { type Startable, StartScope } from './start-scope.ts'
import { type AfterStop, StartedGenericContainer } from './started-container.ts'
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
export class GenericContainer implements TestContainer {
  #spec: ContainerSpec
  #pullPolicy: ImagePullPolicy = PullPolicy.defaultPolicy()
  #waitStrategy: WaitStrategy | undefined
  #startupTimeoutMs: number | undefined
  #startupAttempts = 1
  #dependencies: readonly Startable[] = []
  #logConsumers: readonly LogConsumer[] = []
  #autoCleanup = true
  #removeOnStop = true
  #isSubstituted = true
  #reuse: { readonly key: string | undefined } | undefined
  #engine: Engine | undefined

  /** @param image name, digest or id, such as `redis:7`; it is pulled when the engine does not have it */
  constructor(image: string) {
    this.#spec = containerSpec(requireImageName(image))
  }

  /** Builds an image from a folder with a Dockerfile. */
  static fromDockerfile(context: string, dockerfileName = 'Dockerfile'): GenericContainerBuilder {
    return GenericContainer.#building({ context, dockerfile: dockerfileName })
  }

  /** Builds an image from a Dockerfile given as text. @param context a folder, if it needs one: see also `withContextContent()` */
  static fromDockerfileContent(content: string, context?: string): GenericContainerBuilder {
    return GenericContainer.#building({ context, dockerfile: { content } })
  }

  // No registry has what is built here.
  static #building(request: BuildRequest): GenericContainerBuilder {
    return new GenericContainerBuilder(request, (image) => new GenericContainer(image).#asItIs())
  }

  /**
   * Creates and starts a container, and resolves when it is ready. What fails or is aborted leaves nothing behind.
   *
   * @throws StartupError when it does not become ready, with its exit code, its last log lines and what was waited for
   * @throws ImagePullError when its image is not to be had
   * @throws EngineNotFoundError when there is no engine
   */
  async start(options: StartOptions = {}): Promise<StartedTestContainer> {
    const plan = this.plan()
    const dependencies = this.#dependencies
    const scope = StartScope.current()
    // `start()` of a custom container may not hand the signal on.
    const signal = options.signal ?? scope?.signal
    if (scope) {
      await scope.need(dependencies)
      return this.#startOne(plan, signal)
    }
    if (dependencies.length === 0) return this.#startOne(plan, signal)
    const own = new StartScope(signal)
    try {
      await own.need(dependencies)
      const started = await this.#startOne(plan, signal, () => own.stop())
      own.close()
      return started
    } catch (error) {
      throw await own.undo(error)
    }
  }

  /** For custom containers: called before anything is created. */
  protected beforeContainerCreated?(): Promise<void>
  /** For custom containers: it exists and does not run. */
  protected containerCreated?(containerId: string): Promise<void>
  /** For custom containers: it runs and has not been waited for. */
  protected containerStarting?(inspected: InspectResult, reused: boolean): Promise<void>
  /** For custom containers: it is ready. */
  protected containerStarted?(container: StartedTestContainer, inspected: InspectResult, reused: boolean): Promise<void>

  /** For custom containers, as are all these: what has been asked for so far. To change it, call the setter. */
  protected get imageName(): ImageName {
    return ImageName.fromString(this.#spec.image)
  }

  protected get environment(): Environment {
    return this.#spec.env
  }

  protected get exposedPorts(): readonly PortWithOptionalBinding[] {
    return this.#spec.ports.map(portAsGiven)
  }

  /** Whether a port of the container is to be published, to whatever host port. */
  protected hasExposedPort(port: PortWithOptionalBinding): boolean {
    const key = portKey(exposedPort(port))
    return this.#spec.ports.some((exposed) => portKey(exposed) === key)
  }

  protected get networkMode(): string | undefined {
    return firstNetwork(this.#spec)
  }

  protected get networkAliases(): readonly string[] {
    return this.#spec.networkAliases
  }

  protected get healthCheck(): HealthCheck | undefined {
    return this.#spec.healthCheck
  }

  protected get startupTimeoutMs(): number | undefined {
    return this.#startupTimeoutMs
  }

  protected get waitStrategy(): WaitStrategy | undefined {
    return this.#waitStrategy
  }

  /** The one that custom containers are used to set this way too. */
  protected set waitStrategy(waitStrategy: WaitStrategy | undefined) {
    this.#waitStrategy = waitStrategy
  }

  /** What this start will do; later changes of the builder do not reach it. */
  protected plan(defaults: ContainerDefaults = {}): StartPlan {
    const spec = withDefaults(this.#spec, defaults)
    return {
      spec: this.#isSubstituted ? withImages(imageToRun)(spec) : spec,
      pullPolicy: this.#pullPolicy,
      waitStrategy: this.#waitStrategy ?? defaults.waitStrategy,
      reuse: process.env.TESTCONTAINERS_REUSE_ENABLE === 'false' ? undefined : this.#reuse,
      startupAttempts: this.#startupAttempts,
      startupTimeoutMs: this.#startupTimeoutMs ?? defaults.startupTimeoutMs ?? 60_000,
      logConsumers: this.#logConsumers,
      removeOnStop: this.#removeOnStop,
      hooks: {
        created: (containerId) => this.containerCreated?.(containerId) ?? Promise.resolve(),
        starting: (inspected, isReused) =>
          this.containerStarting?.(inspectResult(inspected), isReused) ?? Promise.resolve(),
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

  /** Joins a network that was started, and with each call one more. Takes aliases and fixed addresses for this network. */
  withNetwork(network: { getName(): string }, place: NetworkPlace = {}): this {
    return this.#change(withJoinedNetwork(network.getName(), place))
  }

  /** A network's name, `host`, `none`, `bridge` or `container:<id>`, in place of all networks. @default the engine's bridge */
  withNetworkMode(networkMode: string): this {
    return this.#change(withFields({ networkMode, networks: [] }))
  }

  /** Adds names by which other containers in its networks find it. */
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

  /** Adds a volume, such as one that was started, at an absolute path in the container. */
  withVolume(volume: string | { getName(): string }, target: string, options: VolumeMountOptions = {}): this {
    const source = typeof volume === 'string' ? volume : volume.getName()
    return this.#change(withMore('mounts', [{ ...options, kind: 'volume', source, target }]))
  }

  /** Adds the files of an image at an absolute path in the container; it is pulled when the engine does not have it. Since API 1.48. */
  withImageMount(image: string, target: string, options: ImageMountOptions = {}): this {
    return this.#change(withMore('mounts', [{ ...options, kind: 'image', source: requireImageName(image), target }]))
  }

  /** Adds what no setter is there for, in the engine's own words: fields of the body of ContainerCreate, or a function that changes it. */
  withEngineOptions(patch: RequestPatch): this {
    return this.#change(withMore('patches', [patch]))
  }

  /**
   * Starts it only when these are ready. `start()` starts them too, and its `stop()` stops them; `startAll()` starts each once for all.
   *
   * @throws InvalidArgumentError when one of them depends on this container
   */
  dependsOn(...builders: Startable[]): this {
    if (builders.some((builder) => builder === this || (builder instanceof GenericContainer && builder.#needs(this))))
      throw new InvalidArgumentError(
        `Container \`${this.#spec.image}\` would depend on itself: leave out one dependsOn().`,
      )
    this.#dependencies = [...this.#dependencies, ...builders]
    return this
  }

  /** How often it is tried: one that does not become ready is removed, and another one is started. @default 1 */
  withStartupAttempts(startupAttempts: number): this {
    this.#startupAttempts = requireCount('withStartupAttempts()', startupAttempts)
    return this
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

  /**
   * Uses the container of an earlier start with the same specification, also of another process; starts one if there is none. It stays when
   * the process ends; `stop()` leaves it to those who still use it. `TESTCONTAINERS_REUSE_ENABLE=false` turns this off.
   *
   * @param key letters, digits, `_`, `.` and `-`; one of the same key and another specification is replaced, unless somebody uses it
   */
  withReuse(key?: string): this {
    this.#reuse = { key: key === undefined ? undefined : requireReuseKey(key) }
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

  /** Adds tar archives, gzip too, unpacked into directories that exist. */
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

  /**
   * Adds a receiver of its output, from the first line on: both kinds in one stream, and as second argument `stdout` and `stderr` apart.
   * After a restart it is called again, with new streams.
   */
  withLogConsumer(logConsumer: LogConsumer): this {
    this.#logConsumers = [...this.#logConsumers, logConsumer]
    return this
  }

  /** Its own name for itself. @default its short id */
  withHostname(hostname: string): this {
    return this.#change(withFields({ hostname }))
  }

  #asItIs(): this {
    this.#isSubstituted = false
    return this
  }

  #change(change: SpecChange): this {
    this.#spec = change(this.#spec)
    return this
  }

  async #startOne(
    plan: StartPlan,
    signal: AbortSignal | undefined,
    afterStop?: AfterStop,
  ): Promise<StartedTestContainer> {
    await this.beforeContainerCreated?.()
    const context = await this.#context(signal)
    const { labels: owner } = session()
    const { inspected, isReused, lease } = plan.reuse
      ? await reuseOrStart(plan, plan.reuse.key, { ...context, labels: unguardedLabels, owner })
      : { ...(await startContainer(plan, context)), isReused: false, lease: undefined }
    const started = new StartedGenericContainer(plan, context, inspected, { afterStop, lease })
    return orStop(started, async () => {
      await this.containerStarted?.(started, inspectResult(inspected), isReused)
      return started
    })
  }

  #needs(builder: Startable): boolean {
    return this.#dependencies.some(
      (dependency) => dependency === builder || (dependency instanceof GenericContainer && dependency.#needs(builder)),
    )
  }

  async #context(signal: AbortSignal | undefined): Promise<RunContext> {
    const engine = this.#engine ?? (await defaultEngine())
    if (this.#autoCleanup || this.#reuse) session().guard(engine)
    if (!this.#autoCleanup) return { engine, labels: unguardedLabels, signal }
    return { engine, labels: session().labels, signal }
  }
}
