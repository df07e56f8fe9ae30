import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Engine } from '../api/index.ts'
import { processWide } from '../events/process-wide.ts'
import { Watchdog } from './watchdog.ts'

/** Everything that one process makes, and what looks after it when the process ends in whatever way. */
export interface Session {
  readonly id: string
  /** Labels for containers, networks, volumes and images of this session. */
  readonly labels: Readonly<Record<string, string>>
  /** Sees to it that an engine is cleaned when this process ends. Call it before anything is made there. */
  guard(engine: Engine): void
}

/** The label whose value is the session's id. */
export const sessionLabel = 'slipway.session'

/** The session of this process. */
export const session = (): Session => processWide('session', newSession)

const newSession = (): Session => {
  const id = randomUUID()
  const watchdogs = new Map<string, Watchdog>()
  return {
    id,
    labels: { [sessionLabel]: id, 'slipway.host': hostname(), 'slipway.pid': String(process.pid) },
    guard(engine) {
      if (!watchdogs.has(engine.host)) watchdogs.set(engine.host, new Watchdog(engine, `${sessionLabel}=${id}`))
    },
  }
}
