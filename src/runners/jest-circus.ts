import { type Failure, isFailure } from './attach.ts'

/** What Jest tells its environment, as far as it matters here. */
export interface JestEvent {
  readonly name: string
  readonly test?: unknown
}

/** The last error of a test as jest-circus keeps it: what was thrown, or a pair of it and the place that Jest knows. */
export const failureOf = (test: unknown): Failure | undefined => {
  const errors = fieldOf(test, 'errors')
  const last: unknown = Array.isArray(errors) ? errors.at(-1) : undefined
  const thrown: unknown = Array.isArray(last) ? last[0] : last
  return isFailure(thrown) ? thrown : undefined
}

/**
 * The last error of the test that runs. A hook is not told by Jest whether its test failed; jest-circus keeps its state in the file's globals
 * under this name. Another runner has none, and no log is attached then.
 */
export const failureOfRunningTest = (): Failure | undefined =>
  Object.getOwnPropertySymbols(globalThis)
    .filter(({ description }) => description === 'JEST_STATE_SYMBOL')
    .map((symbol) => failureOf(fieldOf(Reflect.get(globalThis, symbol), 'currentlyRunningTest')))
    .find((failure) => failure !== undefined)

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
