import { containersPerRun } from 'slipway/node-test'
import { box } from './box.js'

export const setUp = containersPerRun(async (use) => {
  const shared = use(await box())
  return { sharedId: shared.getId(), place: { port: 5432 } }
})

// For --test-global-setup, which Node 24 has.
export { setUp as globalSetup, setUp as globalTeardown }
