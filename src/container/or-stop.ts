import type { StartedTestContainer } from './test-container.ts'

/** Finishes with a started container; when that fails, nobody would hold it, so it is stopped. */
export const orStop = async <T>(container: StartedTestContainer, finish: () => T | Promise<T>): Promise<T> => {
  try {
    return await finish()
  } catch (error) {
    await container.stop({ remove: true })
    throw error
  }
}
