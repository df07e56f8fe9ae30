import type { Engine } from '../api/index.ts'

/** The name of the network that a container is in unless it is told otherwise. */
export const defaultNetwork = ({ kind }: Pick<Engine, 'kind'>): string => (kind === 'podman' ? 'podman' : 'bridge')
