import type { Engine, OutputStream } from '../api/index.ts'

/**
 * Attaches to what a container is going to print. Before its start, so that no line is missed; and attached rather than followed in its
 * log, because Docker 20.10 can lose the end of a log that is followed.
 */
export const attachOutputs = (
  engine: Engine,
  containerId: string,
  { count, tty }: { readonly count: number; readonly tty: boolean | undefined },
): Promise<readonly OutputStream[]> =>
  Promise.all(Array.from({ length: count }, async () => (await engine.containers.attach(containerId, { tty })).output))

/** The bytes of an output, whichever stream they came by. */
export async function* bytesOf(output: OutputStream): AsyncGenerator<Uint8Array> {
  for await (const { data } of output) yield data
}
