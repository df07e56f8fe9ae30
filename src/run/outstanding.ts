import { acrossRealms } from '../events/across-realms.ts'

/**
 * Notes something that is to go with this process: before it is made, under any name that is its own. It stays outstanding until the engine has
 * said that it has removed it.
 */
export const owe = (key: string): void => {
  outstanding()[key] = true
}

/** The engine has removed it, or never made it. */
export const settle = (key: string): void => {
  delete outstanding()[key]
}

/** Awaits the removal of something that may be outstanding. */
export const settling = async (key: string, removal: Promise<unknown>): Promise<void> => {
  await removal
  settle(key)
}

/** Whether an engine can have nothing of this process any more. */
export const isNothingOutstanding = (): boolean => Object.keys(outstanding()).length === 0

const outstanding = (): Record<string, true> => acrossRealms('outstanding', () => Object.create(null))
