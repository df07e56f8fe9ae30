import type { Engine, OutputStream } from '../api/index.ts'
import { longestTimerMs } from '../wait/back-off.ts'
import { withGrace } from './grace.ts'

/**
 * Attaches to what a container is going to print. Before its start, so that no line is missed; and attached rather than followed in its
 * log, because Docker 20.10 can lose the end of a log that is followed.
 */
export const attachOutputs = (
  engine: Engine,
  containerId: string,
  { count, tty }: { readonly count: number; readonly tty: boolean | undefined },
  signal: AbortSignal | undefined,
): Promise<readonly OutputStream[]> =>
  openOutputs(
    { count, signal },
    async (opening) => (await engine.containers.attach(containerId, { tty, signal: opening })).output,
  )

export interface Opening {
  readonly count: number
  readonly signal: AbortSignal | undefined
  /** How long it may take, in ms, and what it ends with then. @default as long as the engine may be silent */
  readonly limit?: { readonly ms: number; readonly error: Error }
}

/** Opens several outputs, or none. The signal and the limit are about their opening alone. */
export const openOutputs = async (
  { count, signal, limit }: Opening,
  open: (opening: AbortSignal) => Promise<OutputStream>,
): Promise<readonly OutputStream[]> => {
  const failed = new AbortController()
  const timer = limit && setTimeout(() => failed.abort(limit.error), Math.min(limit.ms, longestTimerMs))
  const openOne = () => withGrace(signal, 0, (late) => open(AbortSignal.any([late, failed.signal])))
  try {
    return await Promise.all(Array.from({ length: count }, openOne))
  } catch (error) {
    // It ends those that are open, and those that are still to come.
    failed.abort(error)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** The bytes of an output, whichever stream they came by. */
export async function* bytesOf(output: OutputStream): AsyncGenerator<Uint8Array> {
  for await (const { data } of output) yield data
}
