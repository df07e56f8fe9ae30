import type { StartedTestContainer } from '../container/test-container.ts'
import { InvalidArgumentError } from '../events/error.ts'
import { attachLastWords, type LogOptions } from './attach.ts'
import { failureOf, type JestEvent } from './jest-circus.ts'

/**
 * A test environment whose containers live as long as the worker: they are started before the worker's first file, and removed when it ends.
 * The last lines of their logs stand below the error of each test that fails.
 *
 * @param environment `TestEnvironment` of `jest-environment-node`, or another one
 * @param starts how to start each container, by the name that tests have for it
 */
export const containersPerWorker = <T extends Readonly<Record<string, StartedTestContainer>>>(
  environment: EnvironmentClass,
  starts: { readonly [K in keyof T]: () => Promise<T[K]> },
  { logLines = 20 }: LogOptions = {},
): WorkerEnvironmentClass<T> => {
  // Jest loads the file of an environment once in each worker, outside of what it makes anew for each file of tests.
  let starting: Promise<Containers> | undefined
  return class WorkerEnvironment extends environment {
    override async setup(): Promise<void> {
      await super.setup()
      starting ??= startEach(starts)
      Reflect.set(this.global, containersKey, await starting)
    }

    override async handleTestEvent(event: JestEvent, state: unknown): Promise<void> {
      await super.handleTestEvent?.(event, state)
      const failure = event.name === 'test_done' ? failureOf(event.test) : undefined
      if (!failure || !starting) return
      const witnesses = Object.entries(await starting).map(([name, container]) => ({ name, id: container.getId() }))
      await attachLastWords(failure, witnesses, logLines)
    }
  }
}

/**
 * The containers of the worker that runs this file, typed by its environment: `workerContainers<typeof environment>()`.
 *
 * @throws InvalidArgumentError when the file has another environment
 */
export function workerContainers<E>(): ContainersOf<E>
export function workerContainers(): unknown {
  const containers: unknown = Reflect.get(globalThis, containersKey)
  if (containers !== undefined) return containers
  throw new InvalidArgumentError(
    'This file has no containers of its worker. Name the file that calls `containersPerWorker()` as `testEnvironment` in the Jest configuration, or in an `@jest-environment` comment.',
  )
}

/** As much of Jest's environments as is used. */
export interface Environment {
  readonly global: object
  setup(): Promise<void>
  handleTestEvent?(event: JestEvent, state: unknown): void | Promise<void>
}

export type EnvironmentClass = new (config: never, context: never) => Environment

/** What `containersPerWorker()` makes. */
export type WorkerEnvironmentClass<T> = EnvironmentClass & { readonly containers?: T }

export type ContainersOf<E> = E extends WorkerEnvironmentClass<infer T> ? T : Containers

type Containers = Readonly<Record<string, StartedTestContainer>>

// Environment and file have globals of their own, and share registered symbols.
const containersKey = Symbol.for('slipway.worker-containers')

const startEach = async (starts: Readonly<Record<string, () => Promise<StartedTestContainer>>>): Promise<Containers> =>
  Object.fromEntries(
    await Promise.all(Object.entries(starts).map(async ([name, start]) => [name, await start()] as const)),
  )
