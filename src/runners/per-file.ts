import type { StartedTestContainer } from '../container/test-container.ts'
import { InvalidArgumentError } from '../events/error.ts'
import type { Witness } from './last-words.ts'

/** What a container per file needs of a runner. */
export interface FileHooks {
  readonly before: (run: () => Promise<void>) => void
  readonly after: (run: () => Promise<void>) => void
  readonly afterFailure: (witnessesOf: () => readonly Witness[]) => void
}

/** Starts a container before the tests of a file and stops it after them. @returns what gives it to the tests */
export const perFile = <T extends StartedTestContainer>(
  start: () => Promise<T>,
  { before, after, afterFailure }: FileHooks,
): (() => T) => {
  let started: T | undefined
  before(async () => {
    started = await start()
  })
  afterFailure(() => (started ? [{ name: started.getName(), id: started.getId() }] : []))
  after(async () => {
    await started?.stop()
  })
  return () => {
    if (started) return started
    throw new InvalidArgumentError(
      'The container of this file is not started yet. Ask for it inside a test or a hook, not while the file is read.',
    )
  }
}
