import { stripVTControlCharacters } from 'node:util'
import type { BuildLogLine, BuildProgress, BuildStep } from '../types/build-progress.ts'
import type { ProgressMessage } from '../types/progress.ts'
import { LineBuffer } from './line-buffer.ts'

/** Reads what the classic builder prints, and Podman's. Its text holds everything: steps, their output, and the image. */
export class ClassicLog {
  readonly #now: () => number
  readonly #stdout = new LineBuffer()
  readonly #stderr = new LineBuffer()
  #step: OpenStep | undefined
  #hasSteps = false
  #isPodman = false
  #imageId: string | undefined

  /** @param now ms, from any beginning */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Its first digits where the builder said no more. */
  get imageId(): string | undefined {
    return this.#imageId
  }

  /** What the message tells. */
  read({ stream, id = '', status, progressDetail }: ProgressMessage): readonly BuildProgress[] {
    if (stream !== undefined) return this.#text(stream)
    if (progressDetail?.current === undefined) return []
    const { current, total } = progressDetail
    return [
      {
        kind: 'transfer',
        ...this.#open,
        id,
        ...(status !== undefined && { action: status.toLowerCase() }),
        currentBytes: current,
        ...(total !== undefined && total > 0 && { totalBytes: total }),
      },
    ]
  }

  /** @param failure why the build ended, in the engine's words; the step that was running is then what failed */
  end(failure?: string): readonly BuildProgress[] {
    return [...this.#flush(), ...this.#endStep(failure)]
  }

  #text(text: string): readonly BuildProgress[] {
    // The engine colours what a step writes to standard error, and sends its own words apart from the step's.
    const isError = text.startsWith('\u001b[91m')
    const before = saysItself.test(text) ? this.#flush() : []
    const lines = (isError ? this.#stderr : this.#stdout).add(stripVTControlCharacters(text))
    return [...before, ...lines.flatMap((line) => this.#line(line, isError ? 'stderr' : 'stdout'))]
  }

  #line(line: string, stream: BuildLogLine['stream']): readonly BuildProgress[] {
    const begun = stepLine.exec(line)?.groups
    if (begun) return this.#begin(begun)
    if (this.#step?.isFresh) {
      this.#step.isFresh = false
      this.#step.isCached = cached.test(line)
    }
    const [, id] = imageLine.exec(line) ?? (this.#hasSteps ? null : quietLine.exec(line)) ?? []
    this.#imageId = id ?? this.#imageId
    if (unused.test(line)) return [{ kind: 'warning', message: line.replace('[Warning] ', ''), detail: [] }]
    const isOwn = bookkeeping.test(line) || (this.#isPodman && podmans.test(line))
    return isOwn ? [] : [{ kind: 'log', ...this.#open, stream, text: line.trimEnd() }]
  }

  #begin({ stage, word, place = '', instruction = '' }: Readonly<Record<string, string>>): readonly BuildProgress[] {
    const ended = this.#endStep()
    const where = stage === undefined ? place : `stage-${Number(stage) - 1} ${place}`
    const step = { id: where, name: `[${where}] ${instruction}` }
    this.#step = { step, startedMs: this.#now(), isFresh: true, isCached: false }
    this.#hasSteps = true
    this.#isPodman = word === 'STEP'
    return [...ended, { kind: 'started', step }]
  }

  #flush(): readonly BuildProgress[] {
    return [
      ...this.#stdout.flush().flatMap((line) => this.#line(line, 'stdout')),
      ...this.#stderr.flush().flatMap((line) => this.#line(line, 'stderr')),
    ]
  }

  #endStep(failure?: string): readonly BuildProgress[] {
    if (this.#step === undefined) return []
    const { step, startedMs, isCached } = this.#step
    const durationMs = this.#now() - startedMs
    this.#step = undefined
    if (failure !== undefined) return [{ kind: 'failed', step, durationMs, message: failure }]
    return [isCached ? { kind: 'cached', step } : { kind: 'done', step, durationMs }]
  }

  get #open(): { readonly step: BuildStep } | undefined {
    return this.#step && { step: this.#step.step }
  }
}

interface OpenStep {
  readonly step: BuildStep
  readonly startedMs: number
  /** Nothing has been said of it yet. */
  isFresh: boolean
  isCached: boolean
}

const stepLine = /^(?:\[(?<stage>\d+)\/\d+\] )?(?<word>Step|STEP) (?<place>\d+(?:\/\d+)?) ?: (?<instruction>.+)$/
const cached = /^(?: ---|--)> Using cache\b/
// How engines name the image that send no `aux`, and all that they say where quiet was asked for.
const imageLine = /^Successfully built ([0-9a-f]{12,64})$/
const quietLine = /^((?:sha256:)?[0-9a-f]{64})$/
const saysItself =
  /^(?:(?:\[\d+\/\d+\] )?(?:Step \d|STEP \d|COMMIT\b)| ?--+> |Remov(?:ing|ed) intermediate container |Successfully (?:built|tagged) )/
// Exact, because programs like arrows too.
const bookkeeping =
  /^(?: ---> (?:Running in )?[0-9a-f]{12}|(?: ---> )?Remov(?:ing|ed) intermediate container [0-9a-f]+|(?: ---|--)> Using cache.*|--> [0-9a-f]{11,64}|Successfully built [0-9a-f]{12,64}|Successfully tagged \S+)$/
const podmans = /^(?:(?:\[\d+\/\d+\] )?COMMIT(?: \S+)?|[0-9a-f]{64})$/
const unused = /^\[Warning\] one or more build[- ]args /i
