import * as slipway from 'slipway'
import { exercise } from './exercise.cjs'

await exercise(slipway, process.argv[2])
