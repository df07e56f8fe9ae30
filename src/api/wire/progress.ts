import { EngineError } from '../errors.ts'
import { ndjson } from '../stream/ndjson.ts'
import type { ProgressMessage } from '../types/progress.ts'
import type { Call, CallOptions, Wire } from './wire.ts'

export interface ProgressOptions extends CallOptions {
  /** Called for each message, in order; what it throws ends the operation. */
  readonly onProgress?: ((message: ProgressMessage) => void) | undefined
}

export interface ProgressReader {
  readonly onMessage: ((message: ProgressMessage) => void) | undefined
  /** The error that a refusal, or a failure inside the stream, becomes. */
  readonly failure: (engineMessage: string, cause?: EngineError) => Error
}

/** Runs an operation that reports progress, to its end. A stream that is cut short rejects like any broken connection. */
export const followProgress = async (wire: Wire, call: Call, { onMessage, failure }: ProgressReader): Promise<void> => {
  try {
    const { body } = await wire.bytes({ isProgress: true, ...call })
    // The engine may answer 200 before it begins, and put a failure inside the stream: the status proves nothing here.
    for await (const { error, errorDetail, ...message } of ndjson<WireMessage>(body, call)) {
      const reason = errorDetail?.message ?? error
      if (reason !== undefined) throw failure(reason)
      onMessage?.(message)
    }
  } catch (error) {
    if (call.signal?.aborted) throw call.signal.reason
    throw error instanceof EngineError ? failure(error.engineMessage, error) : error
  }
}

interface WireMessage extends ProgressMessage {
  readonly errorDetail?: { readonly code?: number; readonly message?: string }
  /** The older form; Podman sends only this one. */
  readonly error?: string
}
