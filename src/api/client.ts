import { Containers } from './containers.ts'
import { Execs } from './exec.ts'
import { Images } from './images.ts'
import { negotiate } from './links/negotiate.ts'
import { Networks } from './networks.ts'
import { System } from './system.ts'
import { type Address, parseHost, type TlsOptions } from './transport/address.ts'
import { undiciTransport } from './transport/undici.ts'
import { Volumes } from './volumes.ts'
import { type CallOptions, Wire } from './wire.ts'

export interface EngineOptions extends CallOptions {
  /** `unix:///path`, `tcp://name:port`. @default DOCKER_HOST, or `unix:///var/run/docker.sock` */
  readonly host?: string | undefined
  /** Certificates for a TLS connection over tcp. */
  readonly tls?: TlsOptions | undefined
}

/** A container engine, reached over its HTTP API. Groups of operations are its properties. */
export class Engine implements AsyncDisposable {
  readonly containers: Containers
  readonly images: Images
  readonly networks: Networks
  readonly volumes: Volumes
  readonly exec: Execs
  readonly system: System
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
  }

  /**
   * Connects, and agrees with the engine on a version of the API.
   *
   * @throws EngineConnectionError when nothing answers there
   * @throws InvalidArgumentError when the host is not one
   * @see Engine API operation SystemPing
   */
  static async connect(options: EngineOptions = {}): Promise<Engine> {
    const host = options.host ?? (process.env.DOCKER_HOST || defaultHost)
    const address = parseHost(host, options.tls)
    const transport = undiciTransport(address)
    try {
      return new Engine(new Wire(transport, host, await negotiate(transport, host, options.signal)), address)
    } catch (error) {
      await transport.close()
      throw error
    }
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

  /** Ends every connection, also those of streams that are being read. */
  close(): Promise<void> {
    return this.#wire.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

const defaultHost = 'unix:///var/run/docker.sock'
