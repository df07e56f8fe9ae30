import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Engine } from '../api/index.ts'
import { processWide } from '../events/process-wide.ts'
import { testcontainersLabels } from '../spec/labels.ts'
import { Watchdog } from './watchdog.ts'

/** Everything that one process makes, and what looks after it when the process ends in whatever way. */
export interface Session {
  readonly id: string
  /** Labels for containers, networks, volumes and images of this session. */
  readonly labels: Readonly<Record<string, string>>
  /** Sees to it that an engine is cleaned when this process ends. Call it before anything is made there. */
  guard(engine: Engine): void
  /** Has what carries a label, `key=value`, removed there too when this process ends. */
  guardLabel(engine: Engine, label: string): void
}

/** The label whose value is the session's id. */
export const sessionLabel = 'slipway.session'

/** The labels of what is to stay: those of an image that was built for the session are taken back. */
export const unguardedLabels: Readonly<Record<string, string>> = { ...testcontainersLabels(''), [sessionLabel]: '' }

/** The session of this process. */
export const session = (): Session => processWide('session', newSession)

const newSession = (): Session => {
  const id = randomUUID()
  const watchdogs = new Map<string, Watchdog>()
  const guardLabel = (engine: Engine, label: string): void => {
    const key = `${engine.host} ${label}`
    if (!watchdogs.has(key)) watchdogs.set(key, new Watchdog(engine, label))
  }
  return {
    id,
    labels: {
      ...testcontainersLabels(id),
      [sessionLabel]: id,
      'slipway.host': hostname(),
      'slipway.pid': String(process.pid),
    },
    guard(engine) {
      guardLabel(engine, `${sessionLabel}=${id}`)
    },
    guardLabel,
  }
}
