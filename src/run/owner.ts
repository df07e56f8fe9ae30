import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { processWide } from '../events/process-wide.ts'

type Labels = Readonly<Record<string, string>>

/** What is known of the process that made something. Of one on another machine, or in another container, nothing is. */
export type OwnerState = 'alive' | 'ended' | 'unknown'

/** Labels that name this process, so that any later one can tell whether it still lives. */
export const ownerLabels = (): Labels => processWide('owner', ownLabels)

/** Names of all of them. */
export const ownerLabelNames = ['slipway.host', 'slipway.pid', 'slipway.place', 'slipway.started'] as const

/** Whether the process that labels name still lives. Another one that got its id since is not taken for it. */
export const ownerState = (labels: Labels, own: Labels = ownerLabels()): OwnerState => {
  const pid = Number(labels['slipway.pid'])
  if (labels['slipway.host'] !== own['slipway.host'] || !Number.isInteger(pid) || pid <= 0) return 'unknown'
  if (labels['slipway.place'] !== own['slipway.place']) return wasRestarted(labels, own) ? 'ended' : 'unknown'
  if (!exists(pid)) return 'ended'
  const started = labels['slipway.started']
  return started === undefined || started === startOf(pid) ? 'alive' : 'ended'
}

const ownLabels = (): Labels => {
  const place = ownPlace()
  const started = startOf(process.pid)
  return {
    'slipway.host': hostname(),
    'slipway.pid': String(process.pid),
    ...(place !== undefined && { 'slipway.place': place }),
    ...(started !== undefined && { 'slipway.started': started }),
  }
}

// A process id means something only on one machine, since its last start, in one namespace of process ids. Containers of one machine
// share the first two. Only Linux tells them; elsewhere the name of the machine has to do.
const ownPlace = (): string | undefined => {
  const boot = textOf('/proc/sys/kernel/random/boot_id')
  const namespace = linkOf('/proc/self/ns/pid')
  if (boot === undefined || namespace === undefined) return undefined
  const machine = textOf('/etc/machine-id')
  // The id itself is confidential.
  const known = machine ? createHash('sha256').update(`slipway ${machine}`).digest('hex').slice(0, 16) : ''
  return [known, boot, namespace.replace(/\D/g, '')].join('/')
}

/** The same machine, started again since. */
const wasRestarted = (labels: Labels, own: Labels): boolean => {
  const [machine, boot] = labels['slipway.place']?.split('/') ?? []
  const [ownMachine, ownBoot] = own['slipway.place']?.split('/') ?? []
  return Boolean(machine) && machine === ownMachine && boot !== ownBoot
}

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

// The 22nd field, in ticks since the machine's start; the second one may hold spaces and brackets.
const startOf = (pid: number): string | undefined => {
  const text = textOf(`/proc/${pid}/stat`)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

const linkOf = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
