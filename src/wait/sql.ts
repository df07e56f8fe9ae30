import { setTimeout as after } from 'node:timers/promises'
import type { WaitTarget } from './target.ts'
import type { Probe, ProbeContext } from './until.ts'

/** What connections of mysql2, mariadb, pg and other drivers have in common. */
export interface SqlConnection {
  query(statement: string): unknown
  /** Ends it in good order. */
  end?(): unknown
  close?(): unknown
  /** Ends it at once. */
  destroy?(): unknown
  on?(event: 'error', listener: () => void): unknown
}

/** Opens a connection of its own for each question. */
export type SqlConnect = (target: WaitTarget, context: ProbeContext) => SqlConnection | Promise<SqlConnection>

/** Asks one statement on a connection that is closed again, however the question ends. */
export const sqlProbe =
  (connect: SqlConnect, statement: string): Probe =>
  async (target, context) => {
    const { signal } = context
    const connection = await connect(target, context)
    // A server that restarts while it sets itself up cuts the connection: unheard, that would end the process.
    connection.on?.('error', () => {})
    const stop = () => void leave(connection)
    signal.addEventListener('abort', stop)
    try {
      signal.throwIfAborted()
      await connection.query(statement)
    } finally {
      signal.removeEventListener('abort', stop)
      await close(connection)
    }
  }

// Without a good-bye where there is a way.
const leave = async (connection: SqlConnection): Promise<void> => {
  try {
    await (connection.destroy ? connection.destroy() : endOf(connection))
  } catch {
    // It was closed already.
  }
}

const closeLimitMs = 500

// A good-bye that is not answered must not keep the container from being ready.
const close = async (connection: SqlConnection): Promise<void> => {
  const over = new AbortController()
  try {
    await Promise.race([endOf(connection), after(closeLimitMs, undefined, { signal: over.signal })])
  } catch {
    // It was closed already.
  } finally {
    over.abort()
    connection.destroy?.()
  }
}

const endOf = async (connection: SqlConnection): Promise<void> => {
  await (connection.end ? connection.end() : connection.close?.())
}
