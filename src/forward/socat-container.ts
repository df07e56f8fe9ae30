import { AbstractStartedContainer } from '../container/abstract-started-container.ts'
import type { ContainerDefaults } from '../container/container-defaults.ts'
import { ModuleContainer } from '../container/module-container.ts'
import type { StartedTestContainer } from '../container/test-container.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { containerPort } from '../spec/ports.ts'
import { socatImage } from './socat-image.ts'

interface Options {
  /** By the port that is exposed: `host:port`. */
  readonly targets: Readonly<Record<number, string>>
}

/**
 * A relay for TCP: makes a container that has no published port reachable from here, through a network that both are in.
 *
 * @example
 * const network = await new Network().start()
 * const relay = await new SocatContainer().withNetwork(network).withTarget(8080, 'web', 80).start()
 */
export class SocatContainer extends ModuleContainer<Options, StartedSocatContainer> {
  #targets: Readonly<Record<number, string>> = {}

  /** @param image one with a shell and `socat`. @default alpine/socat */
  constructor(image: string = socatImage()) {
    super(image, { targets: {} })
    this.withEntrypoint(['/bin/sh'])
  }

  /**
   * Hands on what comes to a port of the relay.
   *
   * @param host a name or address that the relay's network knows. @param internalPort @default the exposed port
   * @throws InvalidArgumentError when a port or the host is not one
   */
  withTarget(exposePort: number, host: string, internalPort: number = exposePort): this {
    for (const port of [exposePort, internalPort]) containerPort(port)
    if (!/^([\w.-]+|\[[\da-f:.]+\])$/i.test(host))
      throw new InvalidArgumentError(
        `A target is a host name, an address or an IPv6 address in brackets, got \`${host}\`.`,
      )
    this.#targets = { ...this.#targets, [exposePort]: `${host}:${internalPort}` }
    return this.with({ targets: this.#targets })
  }

  protected override describe({ targets }: Options): ContainerDefaults {
    const pairs = Object.entries(targets)
    if (pairs.length === 0) throw new InvalidArgumentError('The relay has no target. Name one with withTarget().')
    return {
      ports: pairs.map(([port]) => Number(port)),
      command: ['-c', script, 'sh', ...pairs.map(([port, target]) => `${port} ${target}`)],
    }
  }

  protected override started(container: StartedTestContainer): StartedSocatContainer {
    return new StartedSocatContainer(container)
  }
}

// The targets are its arguments, not a part of it: nothing in them is taken for a command.
const script = 'for pair; do set -- $pair; socat "TCP-LISTEN:$1,fork,reuseaddr" "TCP:$2" & done; wait'

/** A relay that runs. */
export class StartedSocatContainer extends AbstractStartedContainer {}
