import { once } from 'node:events'
import { createServer } from 'node:net'
import { InvalidArgumentError } from '../events/error.ts'

/** Where host ports of your choice come from. To leave the choice to the engine is safer: it knows what is taken there. */
export interface PortGenerator {
  generatePort(): Promise<number>
}

/** A port that is free on this machine at this moment. Somebody else may take it before you do. */
export class RandomPortGenerator implements PortGenerator {
  async generatePort(): Promise<number> {
    const server = createServer().listen(0)
    try {
      await once(server, 'listening')
      const address = server.address()
      if (address === null || typeof address === 'string') throw new TypeError('A TCP server has an address.')
      return address.port
    } finally {
      server.close()
    }
  }
}

/** The given ports, one after the other. */
export class FixedPortGenerator implements PortGenerator {
  readonly #ports: Iterator<number>

  constructor(ports: readonly number[]) {
    this.#ports = ports.values()
  }

  /** @throws InvalidArgumentError when all of them have been given out */
  async generatePort(): Promise<number> {
    const { done, value } = this.#ports.next()
    if (!done) return value
    throw new InvalidArgumentError('FixedPortGenerator has given out all of its ports. Give it more.')
  }
}
