import { GenericContainer } from 'slipway'
import { run } from './run.cjs'

await run(GenericContainer)
