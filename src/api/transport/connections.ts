import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { buildConnector } from 'undici'
import connectorWith from 'undici/lib/core/connect.js'

/** Every connection to one engine from its first moment on, whoever holds it. */
export class Connections {
  readonly #open = new Set<Duplex>()
  #ended: Error | undefined

  /** Connects as undici does. */
  to(options: buildConnector.BuildOptions): buildConnector.connector {
    const connect = connectorWith(options)
    return (target, done) => {
      this.#keep(connect(target, done))
    }
  }

  /** What undici asks of a connection, any Duplex does; its types name the sockets that it makes itself. */
  by(dial: () => Promise<Duplex>): buildConnector.connector {
    return (_, done) => {
      dial().then(
        (connection) => done(null, this.#keep(connection) as Socket),
        (error: Error) => done(error, null),
      )
    }
  }

  /** Ends them all, also those that are still to come. */
  end(reason: Error): void {
    this.#ended = reason
    for (const connection of this.#open) connection.destroy(reason)
  }

  #keep(connection: Duplex): Duplex {
    this.#open.add(connection)
    connection.once('close', () => this.#open.delete(connection))
    if (this.#ended) connection.on('error', () => {}).destroy(this.#ended)
    return connection
  }
}
