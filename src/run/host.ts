import type { Engine } from '../api/index.ts'

/** The name at which published ports of an engine are reached: this machine for a socket, the engine's own for tcp and ssh. */
export const publishedHost = ({ host }: Pick<Engine, 'host'>): string => {
  const override = process.env.TESTCONTAINERS_HOST_OVERRIDE
  if (override) return override
  return host.startsWith('unix:') || host.startsWith('npipe:')
    ? 'localhost'
    : new URL(host.replace(/^tcp:/, 'http:')).hostname
}
