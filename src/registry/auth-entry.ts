import { isObject } from '../engine/configuration-file.ts'
import { InvalidArgumentError } from '../events/error.ts'
import type { AuthConfig } from './auth-config.ts'
import { serverAddress } from './registry-of.ts'

/**
 * Credentials from an entry of `auths`; undefined where it has none, as beside a store.
 *
 * @param source the file or variable, for the error
 * @throws InvalidArgumentError when its `auth` is not base64 of `name:password`
 */
export const readAuthEntry = (entry: unknown, host: string, source: string): AuthConfig | undefined => {
  if (!isObject(entry)) return undefined
  const { auth, username, password, identitytoken, registrytoken } = entry
  const pair = auth === undefined || auth === '' ? { username, password } : decode(auth)
  if (!pair) {
    throw new InvalidArgumentError(
      `\`auth\` of \`${host}\` in ${source} is not base64 of \`name:password\`. Make it anew with \`docker login ${host}\`.`,
    )
  }
  const found = Object.entries({ ...pair, identitytoken, registrytoken }).filter(
    ([, value]) => typeof value === 'string' && value !== '',
  )
  return found.length === 0 ? undefined : { ...Object.fromEntries(found), serveraddress: serverAddress(host) }
}

// A password may hold colons, a name may not.
const decode = (auth: unknown): { readonly username: string; readonly password: string } | undefined => {
  if (typeof auth !== 'string' || !/^[\w+/-]+={0,2}$/.test(auth)) return undefined
  const text = Buffer.from(auth, 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 1
    ? undefined
    : { username: text.slice(0, colon), password: text.slice(colon + 1).replaceAll('\0', '') }
}
