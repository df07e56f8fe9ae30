import { SlipwayError } from '../events/error.ts'
import type { LastMoments } from './target.ts'

/** Why a start ended without a ready container. */
export type StartupFailure = 'exited' | 'timeout' | 'failed' | 'refused'

/** One wait of a start, and how far it came. */
export interface WaitReport {
  /** What it waited for. */
  readonly description: string
  /** What it saw last. */
  readonly lastSaw: string | undefined
  /** Why it failed, where others went on: as a part of `Wait.forAny()`. */
  readonly failure: string | undefined
  readonly done: boolean
}

export interface StartupErrorDetails {
  readonly image: string
  readonly containerId: string
  readonly reason: StartupFailure
  /** What happened, in words that follow "did not become ready: ". */
  readonly what: string
  /** From the start of the container, in ms. */
  readonly elapsedMs: number
  readonly waits: readonly WaitReport[]
  readonly last: LastMoments
}

/** A container was created and did not become ready. It has been removed; what it said is in here. */
export class StartupError extends SlipwayError {
  override readonly name = 'StartupError'
  readonly image: string
  readonly containerId: string
  /** `exited`: its main process ended. `timeout`: a limit passed. `failed`: a wait gave up. `refused`: the engine could not start it. */
  readonly reason: StartupFailure
  readonly elapsedMs: number
  readonly exitCode: number | undefined
  readonly oomKilled: boolean
  readonly healthLog: readonly string[]
  readonly logTail: readonly string[]
  readonly waits: readonly WaitReport[]

  constructor(details: StartupErrorDetails, options?: ErrorOptions) {
    super(`STARTUP_${details.reason.toUpperCase()}`, describeStartupFailure(details), options)
    this.image = details.image
    this.containerId = details.containerId
    this.reason = details.reason
    this.elapsedMs = details.elapsedMs
    this.exitCode = details.last.exitCode
    this.oomKilled = details.last.oomKilled
    this.healthLog = details.last.healthLog
    this.logTail = details.last.logTail
    this.waits = details.waits
  }
}

const describeStartupFailure = ({ image, containerId, what, waits, last }: StartupErrorDetails): string =>
  [
    `Container \`${image}\` (${containerId.slice(0, 12)}) did not become ready: ${what}`,
    ...causesOf(last),
    ...waits.map((wait) => describeWait(wait, what)),
    ...section('Last health probes', last.healthLog),
    ...(last.logTail.length ? section('Last log lines', last.logTail) : [describeSilence(last)]),
  ].join('\n')

/** What is known of the reason beyond how it ended, and what to do about it. */
const causesOf = ({ oomKilled, exitCode, restarts, logTail }: LastMoments): readonly string[] => {
  const causes: string[] = []
  if (restarts > 0)
    causes.push(`Its restart policy has started it again ${restarts === 1 ? 'once' : `${restarts} times`}.`)
  if (oomKilled) causes.push(`It ran out of memory and was killed: ${moreMemory}, or make it use less.`)
  // Docker 20.10 loses about one notice in fifty, and Podman 4 gives none.
  else if (exitCode === killed)
    causes.push(`Somebody killed it, or it ran out of memory and the engine does not say so: then ${moreMemory}.`)
  // The kernel's words for a program of another architecture; nothing else of it says so.
  if (logTail.some((line) => line.includes('exec format error')))
    causes.push('Its program is made for another platform: choose an image that exists for that of the engine.')
  return causes
}

// 128 + SIGKILL.
const killed = 137
const moreMemory = 'raise withResourcesQuota() or the memory of the engine'

const describeWait = ({ description, lastSaw, failure, done }: WaitReport, what: string): string => {
  if (done) return `Waited for ${description}: done.`
  const seen = lastSaw ? `; last saw: ${lastSaw}` : ''
  // A reason that all have in common stands in the first line.
  const failed = failure && !what.startsWith(failure) ? `; failed: ${failure}` : ''
  return `Waited for ${description}${seen}${failed}.`
}

const describeSilence = ({ status }: LastMoments): string =>
  status === 'gone' || status === 'unknown' ? 'What it printed is not known any more.' : 'It printed nothing.'

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length ? [`${title}:`, ...lines.map((line) => `  ${line}`)] : []
