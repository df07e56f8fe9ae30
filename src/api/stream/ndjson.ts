import { type Operation, ProtocolError } from '../errors.ts'
import { parseJson } from '../wire.ts'
import { undivided } from './demux.ts'
import { lines } from './lines.ts'

/**
 * The JSON values of a stream that sends one a line.
 *
 * @throws ProtocolError when a line is not a JSON object
 */
export async function* ndjson<T extends object>(
  source: AsyncIterable<Uint8Array>,
  operation: Operation,
): AsyncGenerator<T> {
  for await (const { text } of lines(undivided(source))) {
    if (text.trim() === '') continue
    const value = parseJson(text, operation)
    if (typeof value !== 'object' || value === null) {
      throw new ProtocolError(
        `The engine's answer to \`${operation.method} ${operation.path}\` holds \`${text.slice(0, 80)}\` where an object was expected.`,
      )
    }
    yield value as T
  }
}
