import type { StartedTestContainer } from '../container/test-container.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { attachLastWords, type LogOptions } from './attach.ts'
import { failureOfRunningTest } from './jest-circus.ts'
import type { Witness } from './last-words.ts'
import { perFile } from './per-file.ts'
import { type SetUp, startThenStop, tellingOfRun, type Values } from './run.ts'

export type { LogOptions } from './attach.ts'
export type { JestEvent } from './jest-circus.ts'
export {
  type ContainersOf,
  containersPerWorker,
  type Environment,
  type EnvironmentClass,
  type WorkerEnvironmentClass,
  workerContainers,
} from './jest-environment.ts'
export type { SetUp, Value, Values } from './run.ts'

export interface ContainerOptions extends LogOptions {
  /** How long the start and the stop may take, in ms; Jest's own limit of 5 s is short for a pull. @default 300_000 */
  readonly hookTimeoutMs?: number | undefined
}

/**
 * Starts a container before the tests of the file, or of the `describe()` around it, and stops it after them. The last lines of its log stand
 * below the error of each of them that fails.
 *
 * @returns what gives the container to the tests
 * @example
 * import { containerPerFile } from 'slipway/jest'
 *
 * const db = containerPerFile(() => new MySqlContainer('mysql:8.4').start())
 * const portOf = () => db().getPort() // in a test or a hook
 */
export const containerPerFile = <T extends StartedTestContainer>(
  start: () => Promise<T>,
  { logLines = 20, hookTimeoutMs = 300_000 }: ContainerOptions = {},
): (() => T) =>
  perFile(start, {
    before: (run) => hook('beforeAll')(run, hookTimeoutMs),
    after: (run) => hook('afterAll')(run, hookTimeoutMs),
    afterFailure: (witnessesOf) => afterFailure(witnessesOf, logLines),
  })

/**
 * A global set-up and tear-down in one: name its file in both `globalSetup` and `globalTeardown`. The first call starts containers, the second
 * one stops them.
 *
 * @example
 * import { containersPerRun } from 'slipway/jest'
 *
 * export default containersPerRun(async (use) => {
 *   const db = use(await new MySqlContainer('mysql:8.4').start())
 *   return { dbUri: db.getConnectionUri() }
 * })
 */
export const containersPerRun =
  <V extends Values>(setUp: SetUp<V>): RunSetUp<V> =>
  () =>
    startThenStop(setUp)

/**
 * What `containersPerRun()` gave back, typed by it: `runValues<typeof setUp>()`. Call it at the top of a file: the last log lines of the run's
 * containers then stand below the error of each test of the file that fails.
 *
 * @throws InvalidArgumentError when nothing was started for the run
 */
export function runValues<S>(options?: LogOptions): ValuesOf<S>
export function runValues({ logLines = 20 }: LogOptions = {}): unknown {
  const { values, witnesses } = tellingOfRun('Name its file in `globalSetup` of the Jest configuration.')
  afterFailure(() => witnesses, logLines)
  return values
}

/** What `containersPerRun()` makes. */
export type RunSetUp<V extends Values> = (() => Promise<void>) & { readonly values?: V }

export type ValuesOf<S> = S extends RunSetUp<infer V> ? V : Values

const afterFailure = (witnessesOf: () => readonly Witness[], logLines: number): void => {
  hook('afterEach')(async () => {
    const failure = failureOfRunningTest()
    if (failure) await attachLastWords(failure, witnessesOf(), logLines)
  }, hookLimitMs)
}

const hookLimitMs = 30_000

type Hook = (run: () => Promise<void>, timeoutMs: number) => void

const hook = (name: 'beforeAll' | 'afterAll' | 'afterEach'): Hook => {
  const found: unknown = Reflect.get(globalThis, name)
  if (isHook(found)) return found
  throw new InvalidArgumentError(
    `There is no global \`${name}()\`. Call this in a file of tests that Jest runs, without \`injectGlobals: false\`.`,
  )
}

const isHook = (value: unknown): value is Hook => typeof value === 'function'
