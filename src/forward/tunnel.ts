import type { Engine } from '../api/index.ts'
import { GenericContainer } from '../container/generic-container.ts'
import type { StartedTestContainer } from '../container/test-container.ts'
import { SlipwayError } from '../events/error.ts'
import { goneIsFine } from '../run/gone.ts'
import { forwardLabel } from '../run/host-access.ts'
import { defaultNetwork } from './default-network.ts'
import { remembered } from './remembered.ts'
import type { Road } from './road.ts'
import { socatImage } from './socat-image.ts'
import { doorkeeper, doorkeeperPath, listenThrough } from './tunnel-listener.ts'

/**
 * A way for engines elsewhere: a small container listens, and each connection that it takes is carried here in the stream of a command
 * that runs in it. It needs nothing but the engine's own API: no further port, no password, no ssh.
 */
export class Tunnel implements Road {
  readonly #engine: Engine
  readonly #addresses = new Map<string, Promise<string>>()
  readonly #listeners = new Map<number, Promise<void>>()
  readonly #containers = new Map<'one', Promise<StartedTestContainer>>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  open(port: number): Promise<void> {
    return remembered(this.#listeners, port, async () => {
      const { over } = await listenThrough(await this.#container(), port)
      over.catch(() => {}).finally(() => this.#listeners.delete(port))
    })
  }

  addressIn(network = 'default'): Promise<string> {
    // What is on the engine's own host reaches the default network.
    const name = ['default', 'host'].includes(network) ? defaultNetwork(this.#engine) : network
    return remembered(this.#addresses, name, () => this.#join(name))
  }

  async leave(network: string): Promise<void> {
    if (!this.#addresses.delete(network)) return
    const container = await this.#container()
    await goneIsFine(this.#engine.networks.disconnect(network, { Container: container.getId(), Force: true }))
  }

  #container(): Promise<StartedTestContainer> {
    return remembered(this.#containers, 'one', () =>
      new GenericContainer(socatImage())
        .withEngine(this.#engine)
        .withLabels({ [forwardLabel]: 'tunnel' })
        .withEntrypoint(['tail', '-f', '/dev/null'])
        .withCopyContentToContainer([{ target: doorkeeperPath, content: doorkeeper, mode: 0o755 }])
        .start(),
    )
  }

  async #join(network: string): Promise<string> {
    const container = await this.#container()
    const isThere = network === defaultNetwork(this.#engine)
    if (!isThere) await this.#engine.networks.connect(network, { Container: container.getId() })
    const { NetworkSettings } = await this.#engine.containers.inspect(container.getId())
    const [, found] =
      Object.entries(NetworkSettings.Networks).find(
        ([name, { NetworkID }]) => name === network || NetworkID === network,
      ) ?? []
    if (found?.IPAddress) return found.IPAddress
    throw new SlipwayError('HOST_UNREACHABLE', `The way to this machine got no address in network \`${network}\`.`)
  }
}
