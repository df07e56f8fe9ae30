import { after, afterEach, before } from 'node:test'
import type { StartedTestContainer } from '../container/test-container.ts'
import { attachLastWords, isFailure, type LogOptions } from './attach.ts'
import type { Witness } from './last-words.ts'
import { perFile } from './per-file.ts'
import { type SetUp, startThenStop, tellingOfRun, type Values } from './run.ts'

export type { LogOptions } from './attach.ts'
export type { SetUp, Value, Values } from './run.ts'

/**
 * Starts a container before the tests of the file, or of the `describe()` around it, and stops it after them. The last lines of its log stand
 * below the error of each of them that fails.
 *
 * @returns what gives the container to the tests
 * @example
 * import { containerPerFile } from 'slipway/node-test'
 *
 * const db = containerPerFile(() => new MySqlContainer('mysql:8.4').start())
 * const portOf = () => db().getPort() // in a test or a hook
 */
export const containerPerFile = <T extends StartedTestContainer>(
  start: () => Promise<T>,
  { logLines = 20 }: LogOptions = {},
): (() => T) => perFile(start, { before, after, afterFailure: (witnessesOf) => afterFailure(witnessesOf, logLines) })

/**
 * Starts containers once for all files of a run: the first call starts them, the second one stops them. Export it as `globalSetup` and
 * `globalTeardown` for `node --test --test-global-setup` (Node 24), or call it before and after `run()` of `node:test`.
 *
 * @example
 * import { containersPerRun } from 'slipway/node-test'
 *
 * export const setUp = containersPerRun(async (use) => {
 *   const db = use(await new MySqlContainer('mysql:8.4').start())
 *   return { dbUri: db.getConnectionUri() }
 * })
 */
export const containersPerRun =
  <V extends Values>(setUp: SetUp<V>): RunSetUp<V> =>
  async () => {
    // With --import it would be called in each process that the runner starts, and not in the runner.
    if (process.env.NODE_TEST_CONTEXT === undefined) await startThenStop(setUp)
  }

/**
 * What `containersPerRun()` gave back, typed by it: `runValues<typeof setUp>()`. Call it at the top of a file: the last log lines of the run's
 * containers then stand below the error of each test of the file that fails.
 *
 * @throws InvalidArgumentError when nothing was started for the run
 */
export function runValues<S>(options?: LogOptions): ValuesOf<S>
export function runValues({ logLines = 20 }: LogOptions = {}): unknown {
  const { values, witnesses } = tellingOfRun(
    'Name its file with `node --test --test-global-setup`, or call it before `run()`.',
  )
  afterFailure(() => witnesses, logLines)
  return values
}

/** What `containersPerRun()` makes. */
export type RunSetUp<V extends Values> = (() => Promise<void>) & { readonly values?: V }

export type ValuesOf<S> = S extends RunSetUp<infer V> ? V : Values

const afterFailure = (witnessesOf: () => readonly Witness[], logLines: number): void => {
  afterEach(async (context) => {
    const failure = 'error' in context ? causeOf(context.error) : undefined
    if (failure) await attachLastWords(failure, witnessesOf(), logLines)
  })
}

/** What the test threw: the runner wraps it. */
const causeOf = (error: unknown) => {
  const cause = error instanceof Error ? error.cause : undefined
  return isFailure(cause) ? cause : undefined
}
