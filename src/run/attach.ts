import type { Engine, OutputStream } from '../api/index.ts'
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
    count,
    signal,
    async (opening) => (await engine.containers.attach(containerId, { tty, signal: opening })).output,
  )

/** Opens several outputs, or none. The signal is about their opening alone. */
export const openOutputs = async (
  count: number,
  signal: AbortSignal | undefined,
  open: (opening: AbortSignal) => Promise<OutputStream>,
): Promise<readonly OutputStream[]> => {
  const opening = await Promise.allSettled(Array.from({ length: count }, () => withGrace(signal, 0, open)))
  const outputs = opening.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = opening.find((one) => one.status === 'rejected')
  if (!failed) return outputs
  for (const output of outputs) output.close()
  throw failed.reason
}

/** The bytes of an output, whichever stream they came by. */
export async function* bytesOf(output: OutputStream): AsyncGenerator<Uint8Array> {
  for await (const { data } of output) yield data
}
