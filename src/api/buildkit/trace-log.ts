import { StringDecoder } from 'node:string_decoder'
import { LineBuffer } from '../build/line-buffer.ts'
import type { BuildLogLine, BuildProgress, BuildStep, BuildTransfer, BuildWarning } from '../types/build-progress.ts'
import { readStatus, type Vertex, type VertexLog, type VertexTransfer, type VertexWarning } from './status.ts'

/** Turns the statuses of one build by BuildKit into what happened since the one before. */
export class TraceLog {
  readonly #steps = new Map<string, StepState>()

  /**
   * @param status base64, as it stands in the engine's messages
   * @throws ProtocolError when it cannot be read
   */
  read(status: string): readonly BuildProgress[] {
    const { vertexes, transfers, logs, warnings } = readStatus(Buffer.from(status, 'base64'))
    // One status may hold a step's start, its output and its end: they are told in this order.
    return [
      ...vertexes.flatMap((vertex) => this.#started(vertex)),
      ...transfers.flatMap((transfer) => this.#transfer(transfer)),
      ...logs.flatMap((log) => this.#log(log)),
      ...warnings.map(warningOf),
      ...vertexes.flatMap((vertex) => this.#ended(vertex)),
    ]
  }

  /** Lines that were still open when the build ended. */
  end(): readonly BuildProgress[] {
    return [...this.#steps.values()].flatMap(flush)
  }

  #started({ digest, name, isCached, startedMs }: Vertex): readonly BuildProgress[] {
    const state = this.#stateOf(digest)
    state.step = { id: digest, name }
    if (startedMs === undefined || startedMs === state.startedMs) return []
    state.startedMs = startedMs
    return isCached ? [] : [{ kind: 'started', step: state.step }]
  }

  #ended({ digest, isCached, startedMs, completedMs, error }: Vertex): readonly BuildProgress[] {
    const state = this.#stateOf(digest)
    if (completedMs === undefined || completedMs === state.completedMs) return []
    state.completedMs = completedMs
    const { step } = state
    const durationMs = completedMs - (startedMs ?? completedMs)
    return [...flush(state), endOf({ step, durationMs, isCached, error })]
  }

  #transfer({ vertex, id, name, currentBytes, totalBytes }: VertexTransfer): readonly BuildTransfer[] {
    if (currentBytes === 0 && totalBytes === 0) return []
    return [
      {
        kind: 'transfer',
        step: this.#stateOf(vertex).step,
        id,
        ...(name !== '' && name !== id && { action: name }),
        currentBytes,
        ...(totalBytes > 0 && { totalBytes }),
      },
    ]
  }

  #log({ vertex, stream, bytes }: VertexLog): readonly BuildLogLine[] {
    const state = this.#stateOf(vertex)
    const { decoder, lines } = state[stream]
    return lines.add(decoder.write(Buffer.from(bytes))).map(lineOf(state, stream))
  }

  #stateOf(digest: string): StepState {
    const known = this.#steps.get(digest)
    if (known) return known
    const state = {
      step: { id: digest, name: '' },
      startedMs: undefined,
      completedMs: undefined,
      stdout: newOutput(),
      stderr: newOutput(),
    }
    this.#steps.set(digest, state)
    return state
  }
}

interface StepState {
  step: BuildStep
  startedMs: number | undefined
  completedMs: number | undefined
  readonly stdout: StepOutput
  readonly stderr: StepOutput
}

interface StepOutput {
  readonly decoder: StringDecoder
  readonly lines: LineBuffer
}

const newOutput = (): StepOutput => ({ decoder: new StringDecoder('utf8'), lines: new LineBuffer() })

const flush = (state: StepState): readonly BuildLogLine[] =>
  streams.flatMap((stream) => {
    const { decoder, lines } = state[stream]
    return [...lines.add(decoder.end()), ...lines.flush()].map(lineOf(state, stream))
  })

const streams = ['stdout', 'stderr'] as const

const lineOf =
  ({ step }: StepState, stream: BuildLogLine['stream']) =>
  (text: string): BuildLogLine => ({ kind: 'log', step, stream, text })

const endOf = (end: {
  readonly step: BuildStep
  readonly durationMs: number
  readonly isCached: boolean
  readonly error: string
}): BuildProgress => {
  const { step, durationMs, isCached, error } = end
  if (error !== '') return { kind: 'failed', step, durationMs, message: error }
  return isCached ? { kind: 'cached', step } : { kind: 'done', step, durationMs }
}

const warningOf = ({ message, detail, url, file, line }: VertexWarning): BuildWarning => ({
  kind: 'warning',
  message,
  detail,
  ...(url !== '' && { url }),
  ...(file !== '' && { file }),
  ...(line > 0 && { line }),
})
