import { withContainers } from 'slipway/vitest'
import { test as base } from 'vitest'
import { box } from '../box.ts'

export const test = withContainers(base, { db: box }, { scope: 'worker' })
