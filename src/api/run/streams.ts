import { Readable } from 'node:stream'
import { feed } from '../stream/feed.ts'
import type { Interactive } from '../stream/interactive.ts'
import type { KeptOutput } from '../stream/kept-output.ts'
import type { OutputStream } from '../stream/output.ts'
import type { ProcessStreams } from './options.ts'

/** What a process is given to read. Destroy it in the end. */
export const openInput = (stdin: ProcessStreams['stdin']): Readable | undefined => {
  if (stdin === undefined) return undefined
  const input = stdin instanceof Readable ? stdin : Readable.from([Buffer.from(stdin)])
  // It may break before anybody reads it, which must not end the process.
  input.on('error', () => {})
  return input
}

/**
 * Keeps what a process prints, to the end, and gives it its input meanwhile. It need not read all of that.
 *
 * @throws the error of an input that breaks
 */
export const gather = async (
  session: Interactive,
  input: Readable | undefined,
  kept: KeptOutput,
  onOutput: ProcessStreams['onOutput'],
): Promise<void> => {
  const end = keep(session.output, kept, onOutput)
  await Promise.race([end, input ? feed(input, session.stdin).then(() => end) : end])
}

const keep = async (output: OutputStream, kept: KeptOutput, onOutput: ProcessStreams['onOutput']): Promise<void> => {
  for await (const chunk of output) {
    kept.add(chunk)
    if (onOutput) await onOutput(chunk)
  }
}
