import { type Engine, EngineConnectionError, type OutputStream } from '../api/index.ts'
import { longestTimerMs } from '../wait/back-off.ts'
import { duration } from '../wait/words.ts'
import { withGrace } from './grace.ts'
import type { StartPlan } from './plan.ts'

/**
 * Attaches to what a container is going to print. Before its start, so that no line is missed; and attached rather than followed in its
 * log, because Docker 20.10 can lose the end of a log that is followed.
 */
export const attachOutputs = (
  engine: Engine,
  containerId: string,
  { count, tty }: Readers,
  signal: AbortSignal | undefined,
): Promise<readonly OutputStream[]> =>
  openOutputs(
    { count, signal },
    async (opening) => (await engine.containers.attach(containerId, { tty, signal: opening })).output,
  )

/** Those of a start: one for each consumer, then one for each reader of the wait. It has no terminal, unless the user has asked the engine for one. */
export const readersOf = ({ logConsumers, waitStrategy, spec }: StartPlan): Readers => ({
  count: logConsumers.length + (waitStrategy?.logReaders ?? 0),
  tty: spec.patches.length > 0 ? undefined : false,
})

export interface Readers {
  readonly count: number
  /** Whether the container has a terminal; undefined has the engine asked. */
  readonly tty: boolean | undefined
}

/** Follows the log of a container that runs already, from its beginning or from a moment on. */
export const followOutputs = (
  engine: Engine,
  containerId: string,
  { count, tty }: Readers,
  {
    limitMs,
    since,
    signal,
  }: {
    /** How long the opening may take. */
    readonly limitMs: number
    /** In Unix seconds. */
    readonly since?: number | undefined
    readonly signal: AbortSignal | undefined
  },
): Promise<readonly OutputStream[]> => {
  // Some engines answer with the first line of a log that is followed, which is why the client waits for it without end.
  const error = new EngineConnectionError(
    engine.host,
    { method: 'GET', path: `/containers/${containerId}/logs` },
    new Error(`it did not answer within the startup timeout of ${duration(limitMs)}`),
  )
  return openOutputs({ count, signal, limit: { ms: limitMs, error } }, (opening) =>
    engine.containers.logs(containerId, { follow: true, tty, since, signal: opening }),
  )
}

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
