import type { AuthConfig } from './auth-config.ts'

/** Where the credentials of registries are kept. */
export interface RegistryCredentials {
  /** Those of one registry, by its host; undefined asks it as a stranger. */
  of(host: string): Promise<AuthConfig | undefined>
  /** Those of every registry that is known, by host. */
  all(): Promise<Readonly<Record<string, AuthConfig>>>
}

/** The credentials that the docker CLI has. */
export const cliCredentials = (): RegistryCredentials => ({ of: async () => undefined, all: async () => ({}) })
