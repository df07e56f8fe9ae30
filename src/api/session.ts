import type { Duplex } from 'node:stream'
import { InvalidArgumentError } from '../events/error.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

export interface SessionOptions extends CallOptions {
  /** For `session` of a build. No other open session of this engine may have it. */
  readonly id: string
  /** For the engine's logs. @default slipway */
  readonly name?: string | undefined
  /** The same for sessions that send the same folders: what the engine has of them is used again. */
  readonly sharedKey?: string | undefined
  /** The gRPC methods that you answer, such as `/moby.buildkit.secrets.v1.Secrets/GetSecret`. */
  readonly methods?: readonly string[] | undefined
}

/**
 * Sessions: a road on which a build by BuildKit asks its client for secrets, credentials and the like. For authors of tools;
 * `engine.build()` opens one by itself when it needs it.
 */
export class Session {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /**
   * Opens a session. The connection then carries HTTP/2 without TLS, the other way round: the engine calls, and you are the
   * gRPC server (`http2.performServerHandshake(connection)` in Node). Answer `/grpc.health.v1.Health/Check` too, or
   * do not name it among the methods. The session ends with the connection: destroy it when the build is over.
   *
   * @throws UnsupportedError when the engine is Podman
   * @throws InvalidArgumentError when a text cannot be in a header
   * @see Engine API operation Session
   */
  async open({ id, name = 'slipway', sharedKey = '', methods = [], signal }: SessionOptions): Promise<Duplex> {
    for (const text of [id, name, sharedKey, ...methods]) requireHeader(text)
    const { socket } = await this.#wire.upgrade({
      method: 'POST',
      path: '/session',
      protocol: 'h2c',
      dockerOnly: 'BuildKit',
      headers: {
        'x-docker-expose-session-uuid': id,
        'x-docker-expose-session-name': name,
        'x-docker-expose-session-sharedkey': sharedKey,
        'x-docker-expose-session-grpc-method': methods,
      },
      signal,
    })
    return socket
  }
}

const requireHeader = (text: string): void => {
  if (/^[\t\x20-\x7e]*$/.test(text)) return
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} cannot be a part of a session, which is opened by headers. Expected printable ASCII in one line.`,
  )
}
