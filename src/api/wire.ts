import type { Duplex, Readable } from 'node:stream'
import { EngineConnectionError, EngineError, type Operation, ProtocolError } from './errors.ts'
import { type QueryValue, query } from './path.ts'
import { readText } from './stream/read.ts'
import type { RawHeaders, RawRequest, RawResponse, Transport } from './transport/transport.ts'

/** What every operation takes. */
export interface CallOptions {
  /** Ends the operation; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface Call extends CallOptions {
  readonly method: RawRequest['method']
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as a tar archive. */
  readonly tar?: Readable | Uint8Array | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Statuses outside 200–299 that are results of this operation, such as 304. */
  readonly accept?: readonly number[]
  /** The engine answers when something is done, not at once: no limit on its silence. */
  readonly patient?: boolean
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
export class Wire {
  readonly host: string
  readonly apiVersion: string
  readonly #transport: Transport

  constructor(transport: Transport, host: string, apiVersion: string) {
    this.#transport = transport
    this.host = host
    this.apiVersion = apiVersion
  }

  /** The answer as the type that this operation promises. */
  async json<T>(call: Call): Promise<T> {
    const { body } = await this.bytes(call)
    const text = await orAbortReason(call, readText(body))
    return parseJson(text, call) as T
  }

  /** The status alone, for operations without an answer to read. */
  async status(call: Call): Promise<number> {
    const { status, body } = await this.bytes(call)
    await orAbortReason(call, readText(body))
    return status
  }

  /** The answer as bytes, as they come. */
  async bytes(call: Call): Promise<BytesResponse> {
    return this.#success(call, await orAbortReason(call, this.#transport.request(this.#raw(call))))
  }

  /** The connection itself, for interactive streams. */
  async upgrade(call: Call): Promise<UpgradedConnection> {
    const answer = await orAbortReason(call, this.#transport.upgrade(this.#raw(call)))
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

  #raw({ method, query: values = {}, json, tar, headers, signal, patient, path }: Call): RawRequest {
    return {
      method,
      path: `/v${this.apiVersion}${path}${query(values)}`,
      headers: { ...contentType(json, tar), ...headers },
      body: tar ?? (json === undefined ? undefined : JSON.stringify(json)),
      headersTimeoutMs: patient ? 0 : undefined,
      signal,
      failure: (cause) => new EngineConnectionError(this.host, { method, path }, cause),
    }
  }

  async #success(call: Call, response: RawResponse): Promise<RawResponse> {
    const { status, body } = response
    if ((status >= 200 && status < 300) || call.accept?.includes(status)) return response
    const text = await orAbortReason(call, readText(body, errorBodyLimit))
    throw EngineError.of(call, status, engineMessage(text, status))
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

/** JSON from the engine. @throws ProtocolError when it is none */
export const parseJson = (text: string, { method, path }: Operation): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProtocolError(`The engine's answer to \`${method} ${path}\` is not JSON: \`${text.slice(0, 80)}\`.`, {
      cause,
    })
  }
}

// An error body is a sentence; a proxy in between may send a page.
const errorBodyLimit = 1 << 20

const contentType = (json: unknown, tar: unknown): Record<string, string> => {
  if (tar !== undefined) return { 'content-type': 'application/x-tar' }
  return json === undefined ? {} : { 'content-type': 'application/json' }
}

// Podman and proxies answer some errors in plain text.
const engineMessage = (text: string, status: number): string => {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
      return body.message.trim()
  } catch {}
  return text.trim().slice(0, 500) || `the engine answered ${status} without a message`
}
