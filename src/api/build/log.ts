import { stripVTControlCharacters } from 'node:util'
import { TraceLog } from '../buildkit/trace-log.ts'
import type { BuildLogLine, BuildProgress, BuildStepFailed } from '../types/build-progress.ts'
import type { ProgressMessage } from '../types/progress.ts'
import { ClassicLog } from './classic-log.ts'

/** What a build has told so far, by either builder: what happened, what its error needs to know, and in the end the image. */
export class BuildLog {
  readonly #classic: ClassicLog
  readonly #trace = new TraceLog()
  /** The last lines of each step, and under '' those of the whole build. */
  readonly #tails = new Map<string, readonly string[]>()
  #failed: BuildStepFailed | undefined
  #builtId: string | undefined

  /** @param now ms, from any beginning */
  constructor(now?: () => number) {
    this.#classic = new ClassicLog(now)
  }

  /** What a message of the engine tells. @throws ProtocolError when it cannot be read */
  read(message: ProgressMessage): readonly BuildProgress[] {
    const { id, aux } = message
    if (id === 'moby.buildkit.trace') return this.#keep(typeof aux === 'string' ? this.#trace.read(aux) : [])
    if (typeof aux === 'object' && aux.ID) this.#builtId = aux.ID
    return this.#keep(this.#classic.read(message))
  }

  /** What is left to tell when the build has ended. @param failure why it ended early, in the engine's words */
  end(failure?: string): readonly BuildProgress[] {
    return this.#keep([...this.#trace.end(), ...this.#classic.end(failure)])
  }

  get imageId(): string | undefined {
    return this.#builtId ?? this.#classic.imageId
  }

  /** The instruction that failed, such as `RUN make`. */
  get failedStep(): string | undefined {
    return this.#failed?.step.name.replace(/^\[(?:\S+ )*\d+(?:\/\d+)?\] /, '')
  }

  /** The last lines that the failed step printed, or the build where no step has failed. */
  get output(): readonly string[] {
    return this.#tails.get(this.#failed?.step.id ?? '') ?? []
  }

  #keep(events: readonly BuildProgress[]): readonly BuildProgress[] {
    for (const event of events) {
      if (event.kind === 'log') this.#keepLine(event)
      // What ran beside the step that failed is cancelled, and fails after it or before.
      if (event.kind === 'failed' && (this.#failed === undefined || isCancelled(this.#failed))) this.#failed = event
      if (event.kind === 'done') this.#tails.delete(event.step.id)
    }
    return events
  }

  #keepLine({ step, text }: BuildLogLine): void {
    const line = stripVTControlCharacters(text).trimEnd()
    if (line === '') return
    for (const id of step ? [step.id, ''] : ['']) {
      this.#tails.set(id, [...(this.#tails.get(id) ?? []), line].slice(-tailLines))
    }
  }
}

const isCancelled = ({ message }: BuildStepFailed): boolean => message.includes('context canceled')

const tailLines = 20
