import { getContainerPort } from '../spec/ports.ts'
import { PollingWaitStrategy } from './polling.ts'
import { hostAddress, publishedPort } from './published-port.ts'
import type { Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'
import { isDistrust, isNoTls } from './tls-codes.ts'
import { shakeHands, type TlsOutcome } from './tls-handshake.ts'
import { duration } from './words.ts'

export interface TlsWaitOptions {
  /** Whether the certificate has to be trusted and to be for the host's name. @default true with `ca`, else false */
  readonly verify?: boolean | undefined
  /** Certificates in PEM that are trusted in place of those that Node trusts. */
  readonly ca?: string | readonly string[] | undefined
  /** Whose certificate is asked for. @default the name at which the port is reached */
  readonly serverName?: string | undefined
}

/** Waits until a port answers with a TLS handshake; see Wait.forTls(). */
export class TlsWait extends PollingWaitStrategy {
  readonly #port: number
  readonly #options: TlsWaitOptions
  readonly #verify: boolean

  constructor(port: number, options: TlsWaitOptions = {}) {
    super()
    this.#port = getContainerPort(port)
    this.#options = { ...options }
    this.#verify = options.verify ?? options.ca !== undefined
  }

  describe(): string {
    return `a TLS handshake on port ${this.#port}/tcp${this.#verify ? ' with a certificate that is trusted' : ''}`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const published = publishedPort(target, this.#port)
    const { ca, serverName = target.host } = this.#options
    const isReady = async () => {
      const outcome = await shakeHands({
        host: target.host,
        port: published.hostPort,
        serverName,
        verify: this.#verify,
        ca,
        timeoutMs: handshakeLimitMs,
        signal,
      })
      if (outcome.kind !== 'secured') saw(`${describeOutcome(outcome)} at ${hostAddress(target, published)}`)
      return outcome.kind === 'secured'
    }
    await this.poll(isReady, { signal })
  }
}

const handshakeLimitMs = 2_000

const describeOutcome = (outcome: Exclude<TlsOutcome, { kind: 'secured' }>): string => {
  if (outcome.kind !== 'failed') return outcomes[outcome.kind]
  const { code } = outcome
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (isNoTls(code)) return `an answer that is not TLS (${code})`
  // OpenSSL's names of alerts that the server sent: for a version, a cipher, a certificate of ours that it wants.
  if (code.startsWith('ERR_SSL_')) return `a handshake that the server broke off (${code})`
  return isDistrust(code) ? `a certificate that is not trusted (${code})` : `no connection (${code})`
}

const outcomes = {
  closed: 'connection closed before the handshake was over',
  silent: `no handshake within ${duration(handshakeLimitMs)}`,
  stopped: 'stopped',
}
