import { InvalidArgumentError } from '../events/error.ts'
import { processWide } from '../events/process-wide.ts'
import type { Witness } from './last-words.ts'

/** What can go from the process that starts a run to those in which its tests are. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

export type Values = Readonly<Record<string, Value>>

/**
 * Starts what all tests of a run share, and gives what they need to know of it.
 *
 * @param use has something stopped at the end of the run, the last first; the log of a container goes to the tests that fail
 */
export type SetUp<V extends Values> = (use: <T extends AsyncDisposable>(resource: T) => T) => Promise<V>

/** What was started for a run. */
export interface StartedRun<V extends Values> {
  readonly values: V
  stop(): Promise<void>
}

/** Starts what a run shares and tells the processes that this one starts from now on. */
export const startRun = async <V extends Values>(setUp: SetUp<V>): Promise<StartedRun<V>> => {
  const resources: AsyncDisposable[] = []
  const stop = async (): Promise<void> => {
    const failures: unknown[] = []
    for (const resource of resources.splice(0).reverse()) {
      await resource[Symbol.asyncDispose]().then(undefined, (error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }
  try {
    const values = await setUp((resource) => {
      resources.push(resource)
      return resource
    })
    process.env[variable] = JSON.stringify({ values, witnesses: resources.filter(isContainer).map(witnessOf) })
    return { values, stop }
  } catch (error) {
    // What went wrong first is what the user needs; what cannot be removed now is removed when the process ends.
    await stop().catch(() => {})
    throw error
  }
}

/** For runners that call one function before a run and one after it: the first call starts, the second one stops. */
export const startThenStop = async <V extends Values>(setUp: SetUp<V>): Promise<void> => {
  // Process-wide, since a runner may load the file of the set-up once for each of the two.
  const run = processWide<{ started?: StartedRun<Values> | undefined }>('run', () => ({}))
  const { started } = run
  run.started = started ? undefined : await startRun(setUp)
  await started?.stop()
}

/** What the process that started the run has told. @throws InvalidArgumentError when it has told nothing */
export const tellingOfRun = (advice: string): { readonly values: Values; readonly witnesses: readonly Witness[] } => {
  const told = process.env[variable]
  if (told === undefined)
    throw new InvalidArgumentError(`Nothing was started for this run: \`containersPerRun()\` was not called. ${advice}`)
  return JSON.parse(told)
}

const variable = 'SLIPWAY_RUN'

interface Container {
  getId(): string
  getName(): string
}

const isContainer = (resource: AsyncDisposable): resource is AsyncDisposable & Container =>
  'getId' in resource && 'getName' in resource && 'logs' in resource

const witnessOf = (container: Container): Witness => ({ name: container.getName(), id: container.getId() })
