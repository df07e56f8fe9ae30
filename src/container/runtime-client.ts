import type { Engine, NetworkCreateRequest } from '../api/index.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { publishedHost } from '../run/host.ts'
import type { HostIp } from '../spec/bound-ports.ts'
import { hostIps } from './host-ips.ts'
import { RuntimeContainerClient } from './runtime-container-client.ts'
import { RuntimeImageClient } from './runtime-image-client.ts'

/** What is known of this machine and of the engine. */
export interface RuntimeInfo {
  readonly node: { readonly version: string; readonly architecture: string; readonly platform: string }
  readonly containerRuntime: {
    /** Name or address at which published ports are reached. */
    readonly host: string
    readonly hostIps: readonly HostIp[]
    /** Path of the engine's socket on its own host, for containers that are to use the engine. */
    readonly remoteSocketPath: string
    readonly indexServerAddress: string
    /** The first number of the engine's version. */
    readonly serverVersion: number
    readonly operatingSystem: string
    readonly operatingSystemType: string
    readonly architecture: string
    readonly cpus: number
    /** Bytes. */
    readonly memory: number
    readonly runtimes: readonly string[]
    readonly labels: readonly string[]
  }
}

/** The engine behind the containers, as users of testcontainers know it. `engine` does everything that the API has. */
export class ContainerRuntimeClient {
  readonly info: RuntimeInfo
  readonly container: RuntimeContainerClient
  readonly image: RuntimeImageClient
  readonly network: RuntimeNetworkClient
  /** The typed client of the engine's API. */
  readonly engine: Engine

  constructor(engine: Engine, info: RuntimeInfo) {
    this.engine = engine
    this.info = info
    this.container = new RuntimeContainerClient(engine)
    this.image = new RuntimeImageClient(engine)
    this.network = new RuntimeNetworkClient(engine)
  }
}

/** Networks, without an owner: what is created here stays until it is removed. */
export class RuntimeNetworkClient {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  getById(id: string): { readonly id: string } {
    return { id }
  }

  async create(request: NetworkCreateRequest): Promise<{ readonly id: string }> {
    return { id: (await this.#engine.networks.create(request)).Id }
  }

  remove({ id }: { readonly id: string }): Promise<void> {
    return this.#engine.networks.remove(id)
  }
}

/**
 * The client of the engine that this process uses by default.
 *
 * @throws EngineNotFoundError when there is none
 */
export const getContainerRuntimeClient = async (): Promise<ContainerRuntimeClient> => {
  const engine = await defaultEngine()
  return new ContainerRuntimeClient(engine, await runtimeInfo(engine))
}

const runtimeInfo = async (engine: Engine): Promise<RuntimeInfo> => {
  const host = publishedHost(engine)
  const [info, ips] = await Promise.all([engine.system.info(), hostIps(host)])
  return {
    node: { version: process.version, architecture: process.arch, platform: process.platform },
    containerRuntime: {
      host,
      hostIps: ips,
      remoteSocketPath: process.env.TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE || socketPathOf(engine),
      indexServerAddress: info.IndexServerAddress,
      serverVersion: Number.parseInt(info.ServerVersion, 10),
      operatingSystem: info.OperatingSystem,
      operatingSystemType: info.OSType,
      architecture: info.Architecture,
      cpus: info.NCPU,
      memory: info.MemTotal,
      runtimes: Object.keys(info.Runtimes ?? {}),
      labels: info.Labels ?? [],
    },
  }
}

const socketPathOf = ({ host }: Engine): string =>
  host.startsWith('unix://') ? host.slice('unix://'.length) : '/var/run/docker.sock'
