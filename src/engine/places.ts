import { candidates } from './candidates.ts'
import { type TlsOptions, tlsFromEnvironment } from './tls.ts'

/** A place where an engine may listen, and why it is looked for there. */
export interface Place {
  readonly host: string
  readonly source: string
  readonly tls?: TlsOptions | undefined
}

/** The places to try, in order. */
export const places = (): Promise<readonly Place[]> =>
  Promise.all(candidates().map(async (place) => ({ ...place, tls: await tlsFromEnvironment(place.host) })))
