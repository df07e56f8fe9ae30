import type { StartedTestContainer } from './test-container.ts'

/** Finishes with a started container; when that fails, nobody would hold it, so it is stopped. */
export const orStop = async <T>(container: StartedTestContainer, finish: () => T | Promise<T>): Promise<T> => {
  try {
    return await finish()
  } catch (error) {
    // What went wrong first is what the user needs.
    await container.stop({ remove: true }).catch(() => {})
    throw error
  }
}
