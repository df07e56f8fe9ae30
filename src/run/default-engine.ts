import { Engine } from '../api/index.ts'
import { processWide } from '../events/process-wide.ts'

/** The engine of this process, found at first use. One that was not found is looked for again: it may have been started meanwhile. */
export const defaultEngine = (): Promise<Engine> => {
  const shared = processWide<{ found?: Promise<Engine> }>('engine', () => ({}))
  if (!shared.found) {
    shared.found = Engine.connect()
    shared.found.catch(() => delete shared.found)
  }
  return shared.found
}
