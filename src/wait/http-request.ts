import { once } from 'node:events'
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'

export interface HttpRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** What is sent. */
  readonly body: string | Uint8Array | undefined
  /** For all of it, the body included. */
  readonly timeoutMs: number
  readonly allowInsecure: boolean
  readonly readsBody: boolean
  readonly signal: AbortSignal
}

/** An answer, or why there is none. */
export type HttpOutcome = HttpAnswer | { readonly kind: 'failed'; readonly code: string } | { readonly kind: 'silent' }

export interface HttpAnswer {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The first MiB as text; empty if it was not asked for. */
  readonly body: string
}

/**
 * Sends one request on a connection of its own, and leaves nothing open.
 *
 * @throws for a method or header that HTTP does not know, and when the signal aborts; what the network does is an outcome
 */
export async function requestOnce(request: HttpRequest): Promise<HttpOutcome> {
  const { url, method, headers, body, timeoutMs, allowInsecure, signal } = request
  // Loaded when needed: most programs that import this never wait for HTTP.
  const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  signal.throwIfAborted()
  // Without a length Node sends the body of a GET as if another request followed.
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
  const sent = http.request(url, {
    method,
    headers: { ...length, ...headers },
    agent: false,
    rejectUnauthorized: !allowInsecure,
  })
  // After an outcome has been taken, an error of the closing connection has no one to tell.
  sent.on('error', () => {})
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    sent.destroy(new Error('timeout'))
  }, timeoutMs)
  const stop = () => sent.destroy(new Error('stopped'))
  signal.addEventListener('abort', stop)
  try {
    return await answerOf(sent.end(body), request.readsBody)
  } catch (error) {
    signal.throwIfAborted()
    return timedOut ? { kind: 'silent' } : { kind: 'failed', code: codeOf(error) }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    sent.destroy()
  }
}

const answerOf = async (sent: ClientRequest, readsBody: boolean): Promise<HttpAnswer> => {
  const [answer]: IncomingMessage[] = await once(sent, 'response')
  if (!answer) throw new Error('no response')
  const { statusCode: status = 0, headers } = answer
  return { kind: 'answered', status, headers, body: readsBody ? await firstMiB(answer) : '' }
}

const maxBodyBytes = 1 << 20

const firstMiB = async (answer: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= maxBodyBytes) break
  }
  return Buffer.concat(chunks, Math.min(bytes, maxBodyBytes)).toString()
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.message
}
