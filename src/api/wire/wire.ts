import type { Duplex, Readable } from 'node:stream'
import { SlipwayError } from '../../events/error.ts'
import type { RegistryCredentials } from '../../registry/credentials.ts'
import { EngineConnectionError, EngineError, type Operation, ProtocolError } from '../errors.ts'
import {
  allowed,
  type EngineKind,
  type EngineTraits,
  type GatedValues,
  requireDocker,
  requireVersion,
  unknownToPodman,
} from '../gate/gate.ts'
import { meantStatus } from '../gate/meant-status.ts'
import type { ApiVersion } from '../gate/version.ts'
import type { Greeting } from '../links/negotiate.ts'
import { readText } from '../stream/read.ts'
import { uncompressed } from '../stream/uncompressed.ts'
import type { RawHeaders, RawRequest, RawResponse, Transport } from '../transport/transport.ts'
import { parseList, parseObject, parseString } from './json-answer.ts'
import { query } from './path.ts'
import { refusal } from './refusal.ts'
import { sentJson } from './sent-text.ts'
import { type Silence, timerMs } from './silence.ts'

/** What every operation takes. */
export interface CallOptions {
  /** Ends the operation; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface Call extends CallOptions {
  readonly method: RawRequest['method']
  readonly path: string
  readonly query?: GatedValues
  /** Parts of the body that not every engine understands; keys are what a person calls them. */
  readonly needs?: GatedValues
  /** The version of the API that brought this operation. */
  readonly since?: ApiVersion
  /** The feature that this operation belongs to, and that Podman does not have, such as `Swarm`. */
  readonly dockerOnly?: string
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as a tar archive, uncompressed. */
  readonly tar?: Readable | Uint8Array | undefined
  readonly headers?: RawRequest['headers']
  /** Statuses outside 200–299 that are results of this operation, such as 304. */
  readonly accept?: readonly number[]
  /** What the connection is asked to become. @default tcp */
  readonly protocol?: RawRequest['protocol']
  /**
   * The engine answers when something is done, not at once: no limit on its silence but a sign of life, from the beginning or within its answer;
   * or so many ms more than the usual.
   */
  readonly patient?: boolean | 'once it has begun' | number | undefined
  /** The engine tells how far it is, now and then. */
  readonly isProgress?: boolean
}

export interface BytesResponse {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Readable
}

export interface UpgradedConnection {
  readonly headers: RawHeaders
  readonly socket: Duplex
}

/** Where the groups of operations meet the byte road: paths, JSON, statuses and errors, once for all. */
export class Wire implements EngineTraits {
  readonly host: string
  readonly apiVersion: string
  readonly kind: EngineKind
  readonly builderVersion: string | undefined
  /** Where the credentials of a registry are looked for when a call brings none. */
  readonly credentials: RegistryCredentials
  readonly #transport: Transport
  readonly #silence: Silence

  constructor(
    transport: Transport,
    { apiVersion, kind, builderVersion }: Greeting,
    {
      host,
      credentials,
      silence,
    }: { readonly host: string; readonly credentials: RegistryCredentials; readonly silence: Silence },
  ) {
    this.#transport = transport
    this.#silence = silence
    this.host = host
    this.apiVersion = apiVersion
    this.kind = kind
    this.builderVersion = builderVersion
    this.credentials = credentials
  }

  /** The answer as the object that this operation promises. */
  async json<T>(call: Call): Promise<T> {
    return parseObject(await this.#text(call), call) as T
  }

  /** The answer as a list. The engine's `null` for nothing becomes an empty one. */
  async list<T>(call: Call): Promise<T[]> {
    return parseList(await this.#text(call), call) as T[]
  }

  /** The answer as the string that it is in JSON. */
  async string(call: Call): Promise<string> {
    return parseString(await this.#text(call), call)
  }

  /** The status alone, for operations without an answer to read. */
  async status(call: Call): Promise<number> {
    const { status, body } = await this.bytes(call)
    await orAbortReason(call, readText(body))
    return status
  }

  /** The answer as bytes, as they come. */
  async bytes(call: Call): Promise<BytesResponse> {
    const raw = this.#raw(call)
    const body = call.tar === undefined ? raw.body : await uncompressed(call.tar, call)
    return this.#success(call, await orAbortReason(call, this.#transport.request({ ...raw, body })))
  }

  /** The connection itself, for interactive streams. */
  async upgrade(call: Call): Promise<UpgradedConnection> {
    const raw = this.#raw(call)
    const answer = await orAbortReason(call, this.#transport.upgrade(raw))
    if ('socket' in answer) return answer
    const { status } = await this.#success(call, answer)
    answer.body.destroy()
    throw new ProtocolError(
      `The engine answered ${status} to \`${call.method} ${call.path}\` without handing over the connection.`,
    )
  }

  /** Ends every connection. */
  close(): Promise<void> {
    return this.#transport.close()
  }

  async #text(call: Call): Promise<string> {
    const { body } = await this.bytes(call)
    return orAbortReason(call, readText(body))
  }

  #raw(call: Call): RawRequest {
    const { method, path, json, tar, headers, signal, protocol } = call
    if (call.dockerOnly !== undefined) requireDocker(call.dockerOnly, this)
    if (call.since !== undefined) requireVersion(`\`${method} ${path}\``, call.since, this)
    if (call.needs !== undefined) allowed(call.needs, this)
    return {
      method,
      path: `/v${this.apiVersion}${path}${query(allowed(call.query ?? {}, this))}`,
      headers: { ...contentType(json, tar), ...headers },
      protocol,
      body: tar ?? (json === undefined ? undefined : sentJson(json)),
      ...this.#silenceOf(call),
      signal,
      failure: (cause, broke) =>
        broke === 'source'
          ? brokenSource({ method, path }, cause)
          : new EngineConnectionError(this.host, { method, path }, cause),
    }
  }

  #silenceOf({ patient = false, isProgress = false }: Call): Pick<RawRequest, 'silenceMs' | 'bodySilenceMs'> {
    if (patient === true) return { silenceMs: 0 }
    const limitMs = isProgress ? this.#silence.progressMs : this.#silence.answerMs
    const silenceMs = timerMs(limitMs + (typeof patient === 'number' ? patient : 0))
    return patient === 'once it has begun' ? { silenceMs, bodySilenceMs: 0 } : { silenceMs }
  }

  async #success(call: Call, response: RawResponse): Promise<RawResponse> {
    const { status, headers, body } = response
    if ((status >= 200 && status < 300) || call.accept?.includes(status)) {
      if (!isPage(headers)) return response
      body.destroy()
      throw new ProtocolError(
        `What answered ${status} to \`${call.method} ${call.path}\` at \`${this.host}\` is a web page, and no container engine. Check the host, and proxies on the way.`,
      )
    }
    const text = await orAbortReason(call, readText(body, errorBodyLimit))
    const said = refusal(text)
    if (this.kind === 'podman' && status === 404 && text === 'Not Found\n')
      throw unknownToPodman(`\`${call.method} ${call.path}\``, this.host)
    const message = said.message || `the engine answered ${status} without a message`
    throw EngineError.of(call, status, message, meantStatus(status, said, this.kind))
  }
}

/** The caller's own abort stays what the caller made it, whatever it did to the connection. */
const orAbortReason = async <T>({ signal }: CallOptions, work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  }
}

// A status may say success where a proxy or another server shows a page of its own.
const isPage = (headers: RawHeaders): boolean => String(headers['content-type'] ?? '').startsWith('text/html')

const brokenSource = ({ method, path }: Operation, cause: unknown): SlipwayError => {
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')
  const message = `The archive for \`${method} ${path}\` broke off at its source: ${reason}. The engine has only a part of it.`
  return new SlipwayError('UPLOAD_SOURCE', message, { cause })
}

// An error body is a sentence; a proxy in between may send a page.
const errorBodyLimit = 1 << 20

const contentType = (json: unknown, tar: unknown): Record<string, string> => {
  if (tar !== undefined) return { 'content-type': 'application/x-tar' }
  return json === undefined ? {} : { 'content-type': 'application/json' }
}
