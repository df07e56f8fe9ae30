import { connect } from 'node:net'

export interface PortProbe {
  readonly host: string
  readonly port: number
  /** How long the connection must stay open to count. @default 25 */
  readonly holdMs?: number
  /** @default 2000 */
  readonly connectTimeoutMs?: number
  readonly signal: AbortSignal
}

/**
 * - `held`: accepted, and it stayed open or sent something
 * - `closed`: accepted, and closed within the hold
 * - `silent`: neither accepted nor refused in time
 * - `unreachable`: any other failure, with its error code
 * - `stopped`: the signal aborted
 */
export type PortOutcome =
  | { readonly kind: 'held' | 'refused' | 'closed' | 'silent' | 'stopped' }
  | { readonly kind: 'unreachable'; readonly code: string }

/**
 * Connects once, holds the connection for a moment and closes it. Never rejects, and leaves no socket behind.
 *
 * The hold matters because a container engine's proxy accepts for a port on which nothing listens, and then hangs up.
 */
export const probePort = ({
  host,
  port,
  holdMs = 25,
  connectTimeoutMs = 2_000,
  signal,
}: PortProbe): Promise<PortOutcome> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'stopped' })
    const socket = connect({ host, port })
    let timer = setTimeout(() => settle({ kind: 'silent' }), connectTimeoutMs)
    const stop = () => settle({ kind: 'stopped' })
    const settle = (outcome: PortOutcome) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(outcome)
    }
    signal.addEventListener('abort', stop)
    socket.on('connect', () => {
      clearTimeout(timer)
      // Timers run before sockets are read: on a busy event loop a hang-up that is already here would come too late without the detour.
      timer = setTimeout(() => setImmediate(settle, { kind: 'held' }), holdMs)
    })
    socket.on('data', () => settle({ kind: 'held' }))
    socket.on('end', () => settle({ kind: 'closed' }))
    socket.on('error', (error: NodeJS.ErrnoException) => settle(failed(error)))
  })

const failed = ({ code, message }: NodeJS.ErrnoException): PortOutcome => {
  if (code === 'ECONNREFUSED') return { kind: 'refused' }
  // Only what was accepted can be reset, though the news may come before that of the acceptance.
  return code === 'ECONNRESET' ? { kind: 'closed' } : { kind: 'unreachable', code: code ?? message }
}
