import { operationOf } from './operation.ts'

/** One answer of a real engine, its body apart from the framing. */
export interface RecordedAnswer {
  readonly operation: string
  /** The first line and the headers, as they came. */
  readonly head: string
  /** The pieces of the body, each byte a character. */
  readonly body: readonly string[]
  /** Whether the answer went on when the start had ended. */
  readonly isOpen: boolean
}

/** The bytes of an answer, framed as its head says. */
export const bytesOf = ({ head, body, isOpen }: RecordedAnswer): Buffer => {
  const pieces = body.map((piece) => Buffer.from(piece, 'latin1'))
  if (!/transfer-encoding: chunked/i.test(head))
    return Buffer.concat([Buffer.from(withLength(head, pieces)), ...pieces])
  const chunks = pieces.flatMap((piece) => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([Buffer.from(head), ...chunks, Buffer.from(isOpen ? '' : '0\r\n\r\n')])
}

const withLength = (head: string, pieces: readonly Buffer[]): string =>
  head.replace(/content-length: \d+/i, `Content-Length: ${pieces.reduce((sum, { length }) => sum + length, 0)}`)

/** What an engine answers to the nth request of an operation; the last answer to all that follow. */
export const answerTo = (
  answers: readonly RecordedAnswer[],
  { method, target, occurrence }: { readonly method: string; readonly target: string; readonly occurrence: number },
): RecordedAnswer | undefined => {
  const ofThis = answers.filter(({ operation }) => operation === operationOf(method, target))
  return ofThis[Math.min(occurrence, ofThis.length) - 1]
}
