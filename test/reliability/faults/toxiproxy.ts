import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { GenericContainer, type StartedTestContainer, Wait } from '../../../src/index.ts'
import { pollUntil } from '../../../src/wait/back-off.ts'
import { listening } from '../../support/servers.ts'
import type { Toxic } from './toxics.ts'

/** Toxiproxy in the network of this machine: it stands before servers of ours, and spoils what passes. */
export class Toxiproxy implements AsyncDisposable {
  readonly #container: StartedTestContainer
  readonly #api: string

  private constructor(container: StartedTestContainer, api: string) {
    this.#container = container
    this.#api = api
  }

  static async start(): Promise<Toxiproxy> {
    const port = await freePort()
    const container = await new GenericContainer('ghcr.io/shopify/toxiproxy:2.5.0')
      .withNetworkMode('host')
      .withCommand(['-host=127.0.0.1', `-port=${port}`])
      .withWaitStrategy(Wait.forLogMessage('Starting HTTP server'))
      .start()
    const api = `http://127.0.0.1:${port}`
    // It says so a moment before.
    const answers = () =>
      fetch(`${api}/version`).then(
        ({ ok }) => ok,
        () => false,
      )
    await pollUntil(answers, { maxDelayMs: 50, signal: AbortSignal.timeout(10_000) })
    return new Toxiproxy(container, api)
  }

  /** @param port of a server on 127.0.0.1 */
  async before(name: string, port: number): Promise<ToxicRoad> {
    const call = (method: string, path: string, body?: unknown) => ask(method, `${this.#api}${path}`, body)
    const wanted = { name, upstream: `127.0.0.1:${port}`, enabled: true }
    const { listen } = await call('POST', '/proxies', { ...wanted, listen: '127.0.0.1:0' })
    return new ToxicRoad(call, { ...wanted, listen: String(listen) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container.stop()
  }
}

/** One proxy of it. */
export class ToxicRoad {
  readonly #call: Call
  readonly #proxy: { readonly name: string; readonly listen: string }

  constructor(call: Call, proxy: { readonly name: string; readonly listen: string }) {
    this.#call = call
    this.#proxy = proxy
  }

  /** For `Engine.connect({ host })`. */
  get host(): string {
    return `tcp://${this.#proxy.listen}`
  }

  async spoil({ type, stream, attributes }: Toxic): Promise<void> {
    if (type === 'refusal') await this.#call('POST', this.#path, { enabled: false })
    else await this.#call('POST', `${this.#path}/toxics`, { name: 'toxic', type, stream, attributes })
  }

  /** Connections live on, but for those that the toxic had stopped. */
  async lift({ type }: Toxic): Promise<void> {
    if (type === 'refusal') await this.#call('POST', this.#path, { enabled: true })
    else await this.#call('DELETE', `${this.#path}/toxics/toxic`)
  }

  /** As new: every connection has been closed, and the client knows it. */
  async renew(): Promise<void> {
    await this.#call('DELETE', this.#path)
    await pollUntil(async () => (await this.openConnections()) === 0, {
      maxDelayMs: 20,
      signal: AbortSignal.timeout(5_000),
    })
    await this.#call('POST', '/proxies', this.#proxy)
  }

  /** Connections to it from this machine that are being made or open, or that the client alone has not closed. */
  async openConnections(): Promise<number> {
    const port = Number(this.#proxy.listen.split(':')[1]).toString(16).toUpperCase().padStart(4, '0')
    // Columns: number, local address:port, remote address:port, state: ESTABLISHED, SYN_SENT or CLOSE_WAIT.
    const open = new RegExp(`^\\s*\\d+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:${port} (01|02|08) `, 'gm')
    return (await readFile('/proc/self/net/tcp', 'utf8')).match(open)?.length ?? 0
  }

  get #path(): string {
    return `/proxies/${this.#proxy.name}`
  }
}

type Call = (method: string, path: string, body?: unknown) => Promise<Readonly<Record<string, unknown>>>

const ask = async (method: string, url: string, body: unknown): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`)
  return text === '' ? {} : JSON.parse(text)
}

const freePort = async (): Promise<number> => {
  await using server = await listening(createServer())
  return server.port
}
