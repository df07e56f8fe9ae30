import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'

export interface TlsHandshake {
  readonly host: string
  readonly port: number
  /** Whose certificate is asked for. */
  readonly serverName: string
  /** Whether the certificate has to be trusted and to be for this name. */
  readonly verify: boolean
  /** Certificates in PEM that are trusted in place of those that Node trusts. */
  readonly ca: string | readonly string[] | undefined
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** `failed` has the code that Node or OpenSSL gave. */
export type TlsOutcome =
  | { readonly kind: 'secured' }
  | { readonly kind: 'closed' | 'silent' | 'stopped' }
  | { readonly kind: 'failed'; readonly code: string }

/** Connects once, shakes hands and says good-bye. Never rejects for what the network does, and leaves no socket behind. */
export async function shakeHands(handshake: TlsHandshake): Promise<TlsOutcome> {
  // Loaded when needed: most programs that import this never wait for TLS.
  const { connect } = await import('node:tls')
  const { signal, timeoutMs } = handshake
  if (signal.aborted) return { kind: 'stopped' }
  const socket = connect(connectionOf(handshake))
  return new Promise((resolve) => {
    let timer = setTimeout(() => settle({ kind: 'silent' }), timeoutMs)
    const stop = () => settle({ kind: 'stopped' })
    const settle = (outcome: TlsOutcome) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(outcome)
    }
    signal.addEventListener('abort', stop)
    let isSecured = false
    const settleUnlessSecured = (outcome: TlsOutcome) => settle(isSecured ? { kind: 'secured' } : outcome)
    socket.on('secureConnect', () => {
      isSecured = true
      clearTimeout(timer)
      timer = setTimeout(() => settle({ kind: 'secured' }), goodByeMs)
      // Cut off here, the handshake would be a broken one for the server: it has yet to see our half of it.
      socket.end()
      socket.resume()
    })
    socket.on('end', () => settleUnlessSecured({ kind: 'closed' }))
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      settleUnlessSecured(code === 'ECONNRESET' ? { kind: 'closed' } : { kind: 'failed', code: code ?? message }),
    )
  })
}

const goodByeMs = 100

const connectionOf = ({ host, port, serverName, verify, ca }: TlsHandshake): ConnectionOptions => ({
  host,
  port,
  rejectUnauthorized: verify,
  // An address is no name to ask for; the certificate is held against the host then.
  ...(isIP(serverName) ? {} : { servername: serverName }),
  ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
})
