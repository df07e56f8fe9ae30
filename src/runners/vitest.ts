import type { TestAPI } from 'vitest'
import type { StartedTestContainer } from '../container/test-container.ts'
import { attachLastWords, type Failure, type LogOptions } from './attach.ts'
import type { Witness } from './last-words.ts'
import { type SetUp, startRun, tellingOfRun, type Values } from './run.ts'

export type { LogOptions } from './attach.ts'
export type { SetUp, Value, Values } from './run.ts'

/** How to start each container, by the name that tests have for it. */
export type Starts<T> = { readonly [K in keyof T]: () => Promise<T[K]> }

export interface ContainerOptions extends LogOptions {
  /**
   * How long a container lives. `worker` is `file` as long as Vitest takes a new worker for each file, which it does unless `isolate` is
   * false. @default file
   */
  readonly scope?: 'test' | 'file' | 'worker' | undefined
}

/**
 * Adds containers to a `test`: each is started when a test or hook first asks for it, and stopped at the end of its scope. When a test that
 * asked for it fails, the last lines of its log stand below the error.
 *
 * @example
 * import { test as base, expect } from 'vitest'
 * import { withContainers } from 'slipway/vitest'
 *
 * const test = withContainers(base, { db: () => new MySqlContainer('mysql:8.4').start() })
 *
 * test('answers', async ({ db }) => {
 *   expect(db.getPort()).toBeGreaterThan(0)
 * })
 */
export function withContainers<X, T extends Readonly<Record<string, StartedTestContainer>>>(
  test: TestAPI<X>,
  starts: Starts<T>,
  options?: ContainerOptions,
): TestAPI<X & T>
export function withContainers(
  test: Extensible,
  starts: Starts<Readonly<Record<string, StartedTestContainer>>>,
  { scope = 'file', logLines = 20 }: ContainerOptions = {},
): unknown {
  const names = Object.keys(starts)
  const fixture = scope === 'test' ? forTest(logLines) : forLonger
  const fixtures = Object.entries(starts).map(([name, start]) => [name, [fixture(name, start), { scope }]] as const)
  if (scope === 'test') return test.extend(Object.fromEntries(fixtures))
  return test.extend({ ...Object.fromEntries(fixtures), ...witnessing(names.join(), witnessesIn(names), logLines) })
}

/**
 * A global set-up: starts containers once per run and stops them at its end. What the function returns is provided, for `inject()`, and for
 * `withRun()`.
 *
 * @example
 * import { containersPerRun } from 'slipway/vitest'
 *
 * export default containersPerRun(async (use) => {
 *   const db = use(await new MySqlContainer('mysql:8.4').start())
 *   return { dbUri: db.getConnectionUri() }
 * })
 */
export const containersPerRun =
  <V extends Values>(setUp: SetUp<V>): RunSetUp<V> =>
  async (project) => {
    const { values, stop } = await startRun(setUp)
    for (const [key, value] of Object.entries(values)) project.provide(key, value)
    return stop
  }

/** What `containersPerRun()` makes. */
export type RunSetUp<V extends Values> = ((project: {
  provide(key: string, value: unknown): void
}) => Promise<() => Promise<void>>) & { readonly values?: V }

/** What a global set-up provides: `interface ProvidedContext extends Provided<typeof setUp> {}`. */
export type Provided<S> = S extends RunSetUp<infer V> ? V : object

/**
 * Adds what the run's global set-up provides to a `test`. When a test fails, the last lines of the run's containers stand below the error.
 */
export function withRun<S, X = object>(test: TestAPI<X>, options?: LogOptions): TestAPI<X & Provided<S>>
export function withRun(test: Extensible, { logLines = 20 }: LogOptions = {}): unknown {
  const { values, witnesses } = tellingOfRun('Name its file in `globalSetup` of the Vitest configuration.')
  // In a pair with options, since Vitest would take a list for one; for the file, since hooks before all tests get no more.
  const fixtures = Object.entries(values).map(([key, value]) => [key, [value, { scope: 'file' }]] as const)
  return test.extend({ ...Object.fromEntries(fixtures), ...witnessing('the run', () => witnesses, logLines) })
}

interface Extensible {
  extend(fixtures: Readonly<Record<string, unknown>>): unknown
}

type Use = (value: StartedTestContainer) => Promise<void>
type Start = () => Promise<StartedTestContainer>

interface Task {
  readonly result?: { readonly state: string; readonly errors?: readonly Failure[] }
}

interface Context extends Readonly<Record<string, unknown>> {
  readonly task: Task
}

// Vitest reads from the text of a fixture what it needs: a first parameter is a destructured object.

/** Its own log is read before it is stopped: what Vitest calls after a failure comes later. */
const forTest =
  (logLines: number) =>
  (name: string, start: Start) =>
  async ({ task }: Context, use: Use): Promise<void> => {
    const container = await start()
    await use(container)
    await attachTo(task, [{ name, id: container.getId() }], logLines)
    await container.stop()
  }

const forLonger =
  (_: string, start: Start) =>
  // biome-ignore lint/correctness/noEmptyPattern: see above
  async ({}: object, use: Use): Promise<void> => {
    const container = await start()
    await use(container)
    await container.stop()
  }

/** A container that outlives a test cannot see it fail: something that every test has looks on. */
const witnessing = (name: string, witnessesOf: (context: Context) => readonly Witness[], logLines: number) => ({
  [`slipway: log of ${name}`]: [
    async (
      { onTestFailed }: { readonly onTestFailed: (handler: (context: Context) => Promise<void>) => void },
      use: (value: undefined) => Promise<void>,
    ): Promise<void> => {
      onTestFailed((context) => attachTo(context.task, witnessesOf(context), logLines))
      await use(undefined)
    },
    { auto: true },
  ],
})

/** Those that the test has asked for. */
const witnessesIn =
  (names: readonly string[]) =>
  (context: Context): readonly Witness[] =>
    names.flatMap((name) => {
      const container = context[name]
      return isContainer(container) ? [{ name, id: container.getId() }] : []
    })

const isContainer = (value: unknown): value is StartedTestContainer =>
  typeof value === 'object' && value !== null && 'getId' in value

const attachTo = async ({ result }: Task, witnesses: readonly Witness[], logLines: number): Promise<void> => {
  const failure = result?.state === 'fail' ? result.errors?.at(-1) : undefined
  if (failure) await attachLastWords(failure, witnesses, logLines)
}
