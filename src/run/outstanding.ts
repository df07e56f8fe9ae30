import type { Engine } from '../api/index.ts'
import { acrossRealms } from '../events/across-realms.ts'

/**
 * Notes something that is to go with this process, before it is made or as soon as it has a name. It stays outstanding until the engine has
 * removed it, or cannot have made it.
 */
export const owe = (key: string): void => {
  outstanding()[key] = {}
}

/** It is not on the engine, and does not come any more. */
export const settle = (key: string): void => {
  delete outstanding()[key]
}

/** Awaits the removal of something that may be outstanding. What has been made anew under its name meanwhile stays so. */
export const settling = async (key: string, removal: Promise<unknown>): Promise<void> => {
  const noted = outstanding()[key]
  await removal
  if (outstanding()[key] === noted) settle(key)
}

/** What is told apart by a name or id, which may be the same on two engines. */
export const keyOn = ({ host }: Engine, nameOrId: string): string => `${host} ${nameOrId}`

/** Whether no engine can have anything of this process any more. */
export const isNothingOutstanding = (): boolean => Object.keys(outstanding()).length === 0

const outstanding = (): Record<string, object> => acrossRealms('outstanding', () => Object.create(null))
