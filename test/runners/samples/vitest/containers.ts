import { containersPerRun, type Provided } from 'slipway/vitest'
import { box } from './box.ts'

const setUp = containersPerRun(async (use) => {
  const shared = use(await box())
  return { sharedId: shared.getId(), place: { port: 5432 }, list: ['a', { auto: true }] }
})
export default setUp

declare module 'vitest' {
  interface ProvidedContext extends Provided<typeof setUp> {}
}
