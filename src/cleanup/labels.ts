import { ownSettings } from '../run/settings.ts'
import { testcontainersLabels } from '../spec/labels.ts'

/** The label whose value is the session's id. */
export const sessionLabel = 'slipway.session'

/** The label that says for how many seconds its owner wants to have it. */
export const leaseLabel = 'slipway.lease'

/** The labels of what is to stay: those of an image that was built for the session are taken back. */
export const unguardedLabels: Readonly<Record<string, string>> = { ...testcontainersLabels(''), [sessionLabel]: '' }

/** The lease of what is made now. */
export const leaseLabels = (): Readonly<Record<string, string>> => ({
  [leaseLabel]: String(Math.ceil((ownSettings().leaseMs ?? dayMs) / 1000)),
})

const dayMs = 24 * 60 * 60 * 1000
