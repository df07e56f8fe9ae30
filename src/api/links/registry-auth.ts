import type { AuthConfig } from '../types/system.ts'

/** Header for one registry; without credentials the engine asks it as a stranger. */
export const registryAuth = (auth: AuthConfig = {}): Record<string, string> => ({ 'x-registry-auth': encode(auth) })

/** Header for a build, which may pull from several; keys are hosts. */
export const registryConfig = (auths: Readonly<Record<string, AuthConfig>> | undefined): Record<string, string> =>
  auths ? { 'x-registry-config': encode(auths) } : {}

// The engine wants base64url with padding, which Node's `base64url` leaves out; without it the header is silently ignored.
const encode = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
