import type { Duplex, Readable } from 'node:stream'

/** The byte road to an engine. One implementation a runtime; nothing above it knows sockets. */
export interface Transport {
  /** Resolves when the headers of the answer are there; the body streams after them. */
  request(request: RawRequest): Promise<RawResponse>
  /** Asks for the connection itself. An engine that refuses gives an ordinary response. */
  upgrade(request: RawRequest): Promise<Upgraded | RawResponse>
  /** Ends every connection, also those in use. */
  close(): Promise<void>
}

export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  /** Absolute path with query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly body?: string | Uint8Array | Readable | undefined
  /** What an upgrade asks the connection to become. @default tcp */
  readonly protocol?: 'tcp' | 'h2c' | 'websocket' | undefined
  /** How long the engine may be silent before its headers, in ms; 0 waits as long as the engine gives a sign of life. @default 0 */
  readonly silenceMs?: number | undefined
  /** The same from piece to piece of its body. @default silenceMs */
  readonly bodySilenceMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * Turns what broke, at whatever moment, into the error that the caller gets.
   *
   * @param broke what it was: the connection, or the source of the body. @default connection
   */
  readonly failure: (cause: unknown, broke?: 'connection' | 'source') => Error
}

export interface RawResponse {
  readonly status: number
  readonly headers: RawHeaders
  /** Pulls from the socket only as fast as it is read. */
  readonly body: Readable
}

export interface Upgraded {
  readonly headers: RawHeaders
  /** `end()` closes our half only: the engine goes on sending. */
  readonly socket: Duplex
}

/** Names in lower case. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>
