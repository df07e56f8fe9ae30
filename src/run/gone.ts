import { NotFoundError } from '../api/index.ts'

/** Awaits a removal; that the thing is gone already is a success. */
export const goneIsFine = async (removal: Promise<unknown>): Promise<void> => {
  await isThere(removal)
}

/** Awaits a request about one thing, and tells whether the engine knows it. Other failures stay failures. */
export const isThere = async (request: Promise<unknown>): Promise<boolean> => {
  try {
    await request
    return true
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}
