import { randomUUID } from 'node:crypto'
import type { Engine } from '../api/index.ts'
import { acrossRealms } from '../events/across-realms.ts'
import { processWide } from '../events/process-wide.ts'
import { isNothingOutstanding } from '../run/outstanding.ts'
import { ownerLabels } from '../run/owner.ts'
import { testcontainersLabels } from '../spec/labels.ts'
import { leaseLabels, sessionLabel } from './labels.ts'
import { Ryuk } from './ryuk.ts'
import { sweepOnce } from './sweep.ts'
import { startWatchdog } from './watchdog.ts'

/** Everything that one process makes, and what looks after it when the process ends in whatever way. */
export interface Session {
  readonly id: string
  /** Labels for containers, networks, volumes and images of this session. */
  readonly labels: Readonly<Record<string, string>>
  /**
   * Sees to it that an engine is cleaned when this process ends; at first also of what processes that have ended have left there.
   * Call it before anything is made there.
   */
  guard(engine: Engine): void
  /** Has what carries a label, `key=value`, removed there too when this process ends. */
  guardLabel(engine: Engine, label: string): void
}

/** The session of this process. */
export const session = (): Session => processWide('session', newSession)

interface Facts {
  readonly id: string
  /** What a watchdog runs for: engine and label. */
  readonly guarded: string[]
}

const newSession = (): Session => {
  const { id, guarded } = acrossRealms<Facts>('session-facts', () => ({ id: randomUUID(), guarded: [] }))
  const ownLabel = `${sessionLabel}=${id}`
  const ryuks = new Map<string, Ryuk | undefined>()
  const dismissals: { readonly key: string; readonly dismiss: () => void }[] = []
  const dismissAll = () => {
    if (!isNothingOutstanding()) return
    for (const { key, dismiss } of dismissals.splice(0)) {
      dismiss()
      // A process may live on although it was about to exit: what it makes then needs another one.
      guarded.splice(guarded.indexOf(key), 1)
    }
  }
  const fixed = { ...testcontainersLabels(id), [sessionLabel]: id, ...ownerLabels() }
  const guardLabel = (engine: Engine, label: string): void => {
    const key = `${engine.host} ${label}`
    if (guarded.includes(key)) return
    guarded.push(key)
    const dismiss = startWatchdog(engine, label)
    // Jest gives each file globals of its own: the first one's Ryuk serves them all.
    if (label === ownLabel) {
      ryuks.set(engine.host, Ryuk.start(engine, { ...fixed, ...leaseLabels() }))
      if (dismissals.length === 0) process.once('exit', dismissAll)
      dismissals.push({ key, dismiss })
    }
    ryuks.get(engine.host)?.guard(label)
  }
  return {
    id,
    get labels() {
      return { ...fixed, ...leaseLabels() }
    },
    guard(engine) {
      guardLabel(engine, ownLabel)
      sweepOnce(engine)
    },
    guardLabel,
  }
}
