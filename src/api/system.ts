import { since } from './gate/gate.ts'
import { ndjson } from './stream/ndjson.ts'
import { readText } from './stream/read.ts'
import type { RawHeaders } from './transport/transport.ts'
import type {
  AuthConfig,
  AuthResponse,
  DiskUsage,
  EngineEvent,
  EventFilters,
  Info,
  PingResult,
  Version,
} from './types/index.ts'
import type { Call, CallOptions, Wire } from './wire/wire.ts'

export interface EventOptions extends CallOptions {
  /** Unix time in seconds, fractions allowed: begin with what happened since then. @default now */
  readonly since?: number | undefined
  /** Unix time in seconds: end then. @default never */
  readonly until?: number | undefined
  readonly filters?: EventFilters | undefined
}

export interface DiskUsageOptions extends CallOptions {
  /** Compute only these. Since API 1.42. @default all */
  readonly types?: readonly ('container' | 'image' | 'volume' | 'build-cache')[] | undefined
  /** Fill in the `Items` of each kind. Since API 1.52. @default false */
  readonly verbose?: boolean | undefined
}

/** The engine itself: one method for each operation of the API. */
export class System {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Whether the engine answers, and what it is. @see Engine API operation SystemPing */
  ping({ signal }: CallOptions = {}): Promise<PingResult> {
    return this.#ping('GET', signal)
  }

  /** The same, asked for without a body. @see Engine API operation SystemPingHead */
  pingHead({ signal }: CallOptions = {}): Promise<PingResult> {
    return this.#ping('HEAD', signal)
  }

  /** Versions of the engine and its parts. @see Engine API operation SystemVersion */
  version({ signal }: CallOptions = {}): Promise<Version> {
    return this.#wire.json({ method: 'GET', path: '/version', signal })
  }

  /** How the engine is set up, and what its host has. @see Engine API operation SystemInfo */
  info({ signal }: CallOptions = {}): Promise<Info> {
    return this.#wire.json({ method: 'GET', path: '/info', signal })
  }

  /** What images, containers, volumes and build cache take on disk; the engine measures, which may take long. @see Engine API operation SystemDataUsage */
  df({ types, verbose, signal }: DiskUsageOptions = {}): Promise<DiskUsage> {
    return this.#wire.json({
      method: 'GET',
      path: '/system/df',
      query: { type: since('1.42', types, 'types'), verbose: since('1.52', verbose) },
      signal,
      patient: true,
    })
  }

  /**
   * What happens at the engine, until `until`, or until the loop is left.
   *
   * @see Engine API operation SystemEvents
   */
  async *events(options: EventOptions = {}): AsyncGenerator<EngineEvent> {
    yield* await this.openEvents(options)
  }

  /**
   * Like `events`, in two steps: resolves once the engine is watching, so that what happens next cannot be missed.
   * The connection is held until the signal is aborted, or the events are read and left.
   *
   * @see Engine API operation SystemEvents
   */
  async openEvents({ since, until, filters, signal }: EventOptions = {}): Promise<AsyncGenerator<EngineEvent>> {
    const query = { since, until, filters: this.#wire.kind === 'podman' ? forPodman(filters) : filters }
    const call: Call = { method: 'GET', path: '/events', query, signal, patient: true }
    return ndjson<EngineEvent>((await this.#wire.bytes(call)).body, call)
  }

  /**
   * Asks a registry, through the engine, whether credentials are good.
   *
   * @throws UnauthorizedError when they are not; Docker answers some registries' refusals as a ServerError
   * @see Engine API operation SystemAuth
   */
  auth(credentials: AuthConfig, { signal }: CallOptions = {}): Promise<AuthResponse> {
    return this.#wire.json({ method: 'POST', path: '/auth', json: credentials, signal })
  }

  async #ping(method: 'GET' | 'HEAD', signal: AbortSignal | undefined): Promise<PingResult> {
    const { headers, body } = await this.#wire.bytes({ method, path: '/_ping', signal })
    await readText(body)
    return pingResult(headers)
  }
}

const pingResult = (headers: RawHeaders): PingResult => ({
  apiVersion: text(headers, 'api-version') ?? '',
  osType: text(headers, 'ostype') ?? '',
  experimental: text(headers, 'docker-experimental') === 'true',
  builderVersion: text(headers, 'builder-version'),
  swarm: text(headers, 'swarm'),
  libpodVersion: text(headers, 'libpod-api-version'),
})

const text = (headers: RawHeaders, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

// Podman 4 tells of a `die`, and only finds it by its own name.
const forPodman = (filters: EventFilters | undefined): EventFilters | undefined =>
  filters?.event?.includes('die') ? { ...filters, event: [...filters.event, 'died'] } : filters
