import { NotFoundError } from '../api/index.ts'

/** Awaits a removal; that the thing is gone already is a success. */
export const goneIsFine = async (removal: Promise<unknown>): Promise<void> => {
  try {
    await removal
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
}
