import type { Readable } from 'node:stream'
import { type Address, parseHost } from '../engine/address.ts'
import { firstThatAnswers } from '../engine/first-that-answers.ts'
import { places } from '../engine/places.ts'
import type { TlsOptions } from '../engine/tls.ts'
import { cliCredentials, type RegistryCredentials } from '../registry/credentials.ts'
import type { EngineBuildOptions, EngineBuildResult, EngineBuildToImage } from './build/options.ts'
import { Configs } from './configs.ts'
import { Containers } from './containers.ts'
import { Distribution } from './distribution.ts'
import { Execs } from './exec.ts'
import type { EngineKind } from './gate/gate.ts'
import { isOlder } from './gate/version.ts'
import { Images } from './images.ts'
import { negotiate } from './links/negotiate.ts'
import { Networks } from './networks.ts'
import { Nodes } from './nodes.ts'
import { Plugins } from './plugins.ts'
import { type PullOptions, pull } from './pull/pull.ts'
import type { RunDetachedOptions, RunOptions, RunResult } from './run/options.ts'
import { run, runDetached } from './run/run.ts'
import { Secrets } from './secrets.ts'
import { Services } from './services.ts'
import { Session } from './session.ts'
import { Swarms } from './swarm.ts'
import { System } from './system.ts'
import { Tasks } from './tasks.ts'
import type { PulseLimits } from './transport/pulse.ts'
import type { Transport } from './transport/transport.ts'
import { undiciTransport } from './transport/undici.ts'
import type { ImageInspect } from './types/index.ts'
import { Volumes } from './volumes.ts'
import { type EngineTimeouts, silence, timerMs } from './wire/silence.ts'
import { type CallOptions, Wire } from './wire/wire.ts'

export interface EngineOptions extends CallOptions {
  /** `unix:///path`, `npipe:////./pipe/name`, `tcp://name:port` or `ssh://user@name`. @default found as the docker CLI does */
  readonly host?: string | undefined
  /** Certificates for a TLS connection over tcp, for a host that is given. */
  readonly tls?: TlsOptions | undefined
  /** Where the credentials of registries are looked for. @default where the docker CLI keeps them */
  readonly credentials?: RegistryCredentials | undefined
  /** How long the engine may be silent. What may take as long as it likes, a wait or a build, has no limit but a sign of life. */
  readonly timeouts?: EngineTimeouts | undefined
  /** Carries the bytes, for another runtime or a road of your own. @default HTTP/1.1 over undici's connection pool */
  readonly transport?: ((address: Address, limits: PulseLimits) => Transport) | undefined
}

/** A container engine, reached over its HTTP API. Groups of operations are its properties. */
export class Engine implements AsyncDisposable {
  readonly containers: Containers
  readonly images: Images
  readonly networks: Networks
  readonly volumes: Volumes
  readonly exec: Execs
  readonly system: System
  readonly distribution: Distribution
  readonly plugins: Plugins
  readonly swarm: Swarms
  readonly nodes: Nodes
  readonly services: Services
  readonly tasks: Tasks
  readonly secrets: Secrets
  readonly configs: Configs
  readonly session: Session
  readonly #address: Address
  readonly #wire: Wire

  private constructor(wire: Wire, address: Address) {
    this.#wire = wire
    this.#address = address
    this.containers = new Containers(wire)
    this.images = new Images(wire)
    this.networks = new Networks(wire)
    this.volumes = new Volumes(wire)
    this.exec = new Execs(wire)
    this.system = new System(wire)
    this.distribution = new Distribution(wire)
    this.plugins = new Plugins(wire)
    this.swarm = new Swarms(wire)
    this.nodes = new Nodes(wire)
    this.services = new Services(wire)
    this.tasks = new Tasks(wire)
    this.secrets = new Secrets(wire)
    this.configs = new Configs(wire)
    this.session = new Session(wire)
  }

  /**
   * Connects, and agrees with the engine on a version of the API. Without a host, the first of these that answers: what
   * DOCKER_HOST says, the docker CLI's current context, the usual sockets.
   *
   * @throws EngineConnectionError when nothing answers at the host that is given
   * @throws EngineNotFoundError when none is given, and nothing answers at any place; it lists them all
   * @throws InvalidArgumentError when the host is not one, or the docker CLI's configuration cannot be used
   * @see Engine API operation SystemPing
   */
  static async connect({ host, tls, ...options }: EngineOptions = {}): Promise<Engine> {
    if (host !== undefined) return Engine.#at(host, tls, options)
    return firstThatAnswers(await places(), (place) => Engine.#at(place.host, place.tls, options), options)
  }

  static async #at(host: string, tls: TlsOptions | undefined, options: EngineOptions): Promise<Engine> {
    const { signal, credentials = cliCredentials(), transport: open = undiciTransport } = options
    const address = parseHost(host, tls)
    const limits = silence(options.timeouts)
    const [idleMs, answerMs] = [timerMs(limits.idleMs), timerMs(limits.answerMs)]
    const transport = open(address, { idleMs, answerMs })
    try {
      const greeting = await negotiate(transport, host, { signal, silenceMs: answerMs })
      return new Engine(new Wire(transport, greeting, { host, credentials, silence: limits }), address)
    } catch (error) {
      await transport.close()
      throw error
    }
  }

  /**
   * Builds an image: from a folder, less what its .dockerignore excludes, or from a tar archive, or from nothing (`new Uint8Array()`)
   * but what the options hold. BuildKit is used where the engine has it.
   *
   * @throws InvalidArgumentError before anything is sent, when the context, the Dockerfile, a secret, an agent or an output is not there
   * @throws UnsupportedError when the engine has no BuildKit, and the build needs it
   * @throws BuildError with the step that failed, its last output and its exit code
   * @see Engine API operations ImageBuild and Session
   */
  build(context: string | Readable | Uint8Array, options?: EngineBuildToImage): Promise<{ readonly imageId: string }>
  build(context: string | Readable | Uint8Array, options: EngineBuildOptions): Promise<EngineBuildResult>
  async build(context: string | Readable | Uint8Array, options: EngineBuildOptions = {}): Promise<EngineBuildResult> {
    const { build } = await import('./build/build.ts')
    return build({ wire: this.#wire, sessions: this.session }, context, options)
  }

  /**
   * Fetches an image from its registry, or finds that it is up to date.
   *
   * @param reference `name[:tag]` or `name@digest`. Without a tag, `latest`.
   * @returns the image that has this name now
   * @throws ImagePullError whenever the engine or the registry refuses
   * @see Engine API operations ImageCreate and ImageInspect
   */
  pull(reference: string, options: PullOptions = {}): Promise<ImageInspect> {
    return pull(this.images, reference, options, !isOlder(this.apiVersion, '1.49'))
  }

  /**
   * Runs a command in a container of its own until it ends: `docker run --rm`. Its exit code is a result, whatever it is.
   *
   * The container is gone when the promise settles, and it goes too when this process dies and the command ends, unless
   * `autoRemove` is false. Only one that this process leaves in the instant between its creation and its start stays.
   *
   * @param command program and arguments, without a shell; `[]` is the image's own
   * @throws RunError when the engine cannot start it, with the engine's words
   * @throws NotFoundError when the image is not there and is not to be pulled, ImagePullError when it cannot be pulled
   * @throws ConflictError when the name is in use
   */
  run(image: string, command: readonly string[] = [], options: RunOptions = {}): Promise<RunResult> {
    return run(this, image, command, options)
  }

  /**
   * Starts a container and leaves it to itself: `docker run -d`. One that cannot be started is removed.
   *
   * @param command program and arguments, without a shell; `[]` is the image's own
   * @throws what `run` throws
   */
  runDetached(
    image: string,
    command: readonly string[] = [],
    options: RunDetachedOptions = {},
  ): Promise<{ readonly containerId: string }> {
    return runDetached(this, image, command, options)
  }

  /** Where the engine is. */
  get host(): string {
    return this.#wire.host
  }

  /** How it is reached, for another process that has to reach it too. Holds keys where TLS is used: not for logs. */
  get address(): Address {
    return this.#address
  }

  /** The version of the API that both sides speak, such as `1.41`. */
  get apiVersion(): string {
    return this.#wire.apiVersion
  }

  /** Docker itself, or Podman, which speaks the same API. */
  get kind(): EngineKind {
    return this.#wire.kind
  }

  /** Ends every connection, also those of streams that are being read. */
  close(): Promise<void> {
    return this.#wire.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
