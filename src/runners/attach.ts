import { lastWords, type Witness } from './last-words.ts'

export interface LogOptions {
  /** How many lines of a container's log a failing test gets at most. @default 20 */
  readonly logLines?: number | undefined
}

/** An error as runners keep it: one that was thrown, or a copy that goes to another process. */
export interface Failure {
  readonly message: string
  readonly stack?: string | undefined
}

/** Puts the last log lines of containers below the message of a failure, where every reporter shows them. */
export const attachLastWords = async (
  failure: Failure,
  witnesses: readonly Witness[],
  lineCount: number,
): Promise<void> => {
  const words = await Promise.all(witnesses.map((witness) => lastWords(witness, lineCount)))
  addToMessage(failure, words)
}

/** Puts texts below the message of a failure, those that are not there yet. One that cannot be changed stays as it is. */
export const addToMessage = (failure: Failure, texts: readonly string[]): void => {
  const { message, stack } = failure
  const added = texts
    .filter((text) => !message.includes(text))
    .map((text) => `\n\n${text}`)
    .join('')
  setField(failure, 'message', message + added)
  // Some reporters print the stack alone, which begins with the message, or with the name where there is none.
  const head = message || /^.*/.exec(stack ?? '')?.[0]
  if (stack && head && stack.includes(head))
    setField(
      failure,
      'stack',
      stack.replace(head, () => head + added),
    )
}

/** Whether a value that was thrown has a message to add to. */
export const isFailure = (thrown: unknown): thrown is Failure =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string'

// Not by assignment: a DOMException, such as that of a time limit, has a message that can only be read.
const setField = (failure: Failure, name: 'message' | 'stack', value: string): void => {
  const enumerable = Object.getOwnPropertyDescriptor(failure, name)?.enumerable ?? false
  Reflect.defineProperty(failure, name, { value, enumerable, writable: true, configurable: true })
}
