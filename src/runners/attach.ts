import { lastWords, type Witness } from './last-words.ts'

export interface LogOptions {
  /** How many lines of a container's log a failing test gets at most. @default 20 */
  readonly logLines?: number | undefined
}

/** An error as runners keep it: one that was thrown, or a copy that goes to another process. */
export interface Failure {
  message: string
  stack?: string | undefined
}

/** Puts the last log lines of containers below the message of a failure, where every reporter shows them. */
export const attachLastWords = async (
  failure: Failure,
  witnesses: readonly Witness[],
  lineCount: number,
): Promise<void> => {
  const words = await Promise.all(witnesses.map((witness) => lastWords(witness, lineCount)))
  const { message, stack } = failure
  // A test that is tried again keeps the errors of its first attempts.
  const added = words.filter((text) => !message.includes(text)).map((text) => `\n\n${text}`)
  failure.message = message + added.join('')
  // Some reporters print the stack alone, whose first lines are the message.
  if (stack?.includes(message)) failure.stack = stack.replace(message, () => failure.message)
}

/** Whether a value that was thrown has a message to add to. */
export const isFailure = (thrown: unknown): thrown is Failure =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string'
