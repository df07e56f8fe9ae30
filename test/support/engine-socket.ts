/** The engine's socket, whichever road DOCKER_HOST names: for tests that put a road of their own before it. */
export const engineSocket = (): string =>
  (process.env.SLIPWAY_ENGINE_SOCKET || process.env.DOCKER_HOST || '').replace('unix://', '')
