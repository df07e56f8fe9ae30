import type { Operation } from '../errors.ts'
import { parseObject } from '../wire/json-answer.ts'
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
    if (text.trim() !== '') yield parseObject(text, operation) as T
  }
}
