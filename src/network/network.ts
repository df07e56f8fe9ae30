import { type CallOptions, type Engine, ProtocolError } from '../api/index.ts'
import { session } from '../cleanup/session.ts'
import { defaultEngine } from '../run/default-engine.ts'
import { goneIsFine } from '../run/gone.ts'
import { hostAccesses } from '../run/host-access.ts'
import { makeMarked } from '../run/make-marked.ts'
import { keyOn, settling } from '../run/outstanding.ts'
import { undo } from '../run/undo.ts'
import { endpointConfig, type NetworkPlace } from '../spec/networks.ts'
import { RandomUuid, type Uuid } from '../spec/uuid.ts'
import { type NetworkSpec, networkRequest, networkSpec, type Subnet } from './network-request.ts'

/** A network for containers that find each other by their aliases. */
export class Network {
  #name: string | undefined
  #spec = networkSpec
  #engine: Engine | undefined
  readonly #uuid: Uuid

  /** @param uuid where its name comes from unless you give one. @default a random one */
  constructor(uuid: Uuid = new RandomUuid()) {
    this.#uuid = uuid
  }

  /** @default a random name */
  withName(name: string): this {
    this.#name = name
    return this
  }

  /** Adds labels; later values win. */
  withLabels(labels: Readonly<Record<string, string>>): this {
    return this.#change({ labels: { ...this.#spec.labels, ...labels } })
  }

  /** Such as `macvlan`, or that of a plugin. @default bridge */
  withDriver(driver: string): this {
    return this.#change({ driver })
  }

  /** Adds options of the driver, such as `{ 'com.docker.network.driver.mtu': '1400' }`; later values win. */
  withDriverOptions(options: Readonly<Record<string, string>>): this {
    return this.#change({ driverOptions: { ...this.#spec.driverOptions, ...options } })
  }

  /** Adds addresses to give away; one for each family. An IPv6 one turns IPv6 on. @default free ones of the engine's choice */
  withSubnet(subnet: Subnet): this {
    return this.#change({ subnets: [...this.#spec.subnets, subnet] })
  }

  /** IPv6 too. Docker before 27 has no addresses of its own for it: give a subnet there. */
  withIpv6(): this {
    return this.#change({ ipv6: true })
  }

  /** No way out: its containers reach only each other. */
  withInternal(): this {
    return this.#change({ internal: true })
  }

  /** Creates it on this engine instead of the one that is found by default. */
  withEngine(engine: Engine): this {
    this.#engine = engine
    return this
  }

  /**
   * Creates the network.
   *
   * @throws ConflictError when the name is in use
   * @throws the reason of the signal, and then there is no network
   * @see Engine API operation NetworkCreate
   */
  async start({ signal }: CallOptions = {}): Promise<StartedNetwork> {
    signal?.throwIfAborted()
    const engine = this.#engine ?? (await defaultEngine())
    const name = this.#name ?? this.#uuid.nextUuid()
    session().guard(engine)
    const labels = { ...session().labels, ...this.#spec.labels }
    const Id = await makeMarked({
      make: async (mark, late) => {
        const request = networkRequest(name, { ...this.#spec, labels: { ...labels, ...mark } })
        const { Id } = await engine.networks.create(request, { signal: late })
        if (typeof Id !== 'string' || Id === '')
          throw new ProtocolError('The engine made a network and did not say its id.')
        return Id
      },
      key: (id) => keyOn(engine, id),
      remove: async (label, limit) => {
        const found = await engine.networks.list({ filters: { label: [label] }, signal: limit })
        for (const { Id } of found) await goneIsFine(engine.networks.remove(Id, { signal: limit }))
        return found.length > 0
      },
      signal,
    })
    const started = new StartedNetwork(engine, Id, name)
    if (signal?.aborted) await undo(() => started.stop())
    signal?.throwIfAborted()
    return started
  }

  #change(patch: Partial<NetworkSpec>): this {
    this.#spec = { ...this.#spec, ...patch }
    return this
  }
}

/** A container as a network sees it. */
export interface NetworkMember {
  getId(): string
  /** Tells the handle that its networks have changed. */
  refresh?(): Promise<void>
}

/** A network that exists. Disposing removes it. */
export class StartedNetwork implements AsyncDisposable {
  readonly #engine: Engine
  readonly #id: string
  readonly #name: string

  constructor(engine: Engine, id: string, name: string) {
    this.#engine = engine
    this.#id = id
    this.#name = name
  }

  getId(): string {
    return this.#id
  }

  getName(): string {
    return this.#name
  }

  /**
   * Puts a container into it, running or not.
   *
   * @throws ForbiddenError when it is in it already
   * @see Engine API operation NetworkConnect
   */
  async connect(container: NetworkMember, { signal, ...place }: NetworkPlace & CallOptions = {}): Promise<void> {
    const EndpointConfig = endpointConfig(place)
    await this.#engine.networks.connect(this.#id, { Container: container.getId(), EndpointConfig }, { signal })
    await container.refresh?.()
  }

  /** Takes a container out of it. @see Engine API operation NetworkDisconnect */
  async disconnect(container: NetworkMember, { signal }: CallOptions = {}): Promise<void> {
    await this.#engine.networks.disconnect(this.#id, { Container: container.getId() }, { signal })
    await container.refresh?.()
  }

  /** Removes it. One that is gone is a success. @throws ForbiddenError when a container is still in it */
  async stop(): Promise<StoppedNetwork> {
    for (const known of [this.#id, this.#name]) await hostAccesses().get(this.#engine)?.leave(known)
    // By its id, Podman removes a network even while containers are in it; and only there is a name never used twice.
    const known = this.#engine.kind === 'podman' ? this.#name : this.#id
    await goneIsFine(settling(keyOn(this.#engine, this.#id), this.#engine.networks.remove(known)))
    return new StoppedNetwork()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** A network that was removed. */
export class StoppedNetwork {}
