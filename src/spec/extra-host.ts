import { InvalidArgumentError } from '../events/error.ts'
import type { ExtraHost } from './container-spec.ts'

/**
 * A line of /etc/hosts in the engine's form.
 *
 * @throws InvalidArgumentError when it would be more than one line, or more than one name
 */
export const extraHostText = ({ host, ipAddress }: ExtraHost): string => {
  if (/^[^\s\0#:]+$/.test(host) && /^[^\s\0#]+$/.test(ipAddress)) return `${host}:${ipAddress}`
  throw new InvalidArgumentError(
    `Extra host ${JSON.stringify(host)} with address ${JSON.stringify(ipAddress)} is not usable: expected a name and an address, without spaces.`,
  )
}
