import { type Address, parseHost } from '../engine/address.ts'
import { firstThatAnswers } from '../engine/first-that-answers.ts'
import { places } from '../engine/places.ts'
import type { TlsOptions } from '../engine/tls.ts'
import { cliCredentials, type RegistryCredentials } from '../registry/credentials.ts'
import { Containers } from './containers.ts'
import { Execs } from './exec.ts'
import type { EngineKind } from './gate.ts'
import { Images } from './images.ts'
import { negotiate } from './links/negotiate.ts'
import { Networks } from './networks.ts'
import { System } from './system.ts'
import type { Transport } from './transport/transport.ts'
import { undiciTransport } from './transport/undici.ts'
import { Volumes } from './volumes.ts'
import { type CallOptions, Wire } from './wire.ts'

export interface EngineOptions extends CallOptions {
  /** `unix:///path`, `npipe:////./pipe/name`, `tcp://name:port` or `ssh://user@name`. @default found as the docker CLI does */
  readonly host?: string | undefined
  /** Certificates for a TLS connection over tcp, for a host that is given. */
  readonly tls?: TlsOptions | undefined
  /** Where the credentials of registries are looked for. @default where the docker CLI keeps them */
  readonly credentials?: RegistryCredentials | undefined
  /** Carries the bytes, for another runtime or a road of your own. @default HTTP/1.1 over undici's connection pool */
  readonly transport?: ((address: Address) => Transport) | undefined
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
    const transport = open(address)
    try {
      const greeting = await negotiate(transport, host, signal)
      return new Engine(new Wire(transport, greeting, { host, credentials }), address)
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
