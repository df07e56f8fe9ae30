import type { Engine } from '../../src/api/index.ts'

/** Names of everything that carries a label: containers running or not, networks, volumes and images. */
export const leftBehind = async (engine: Engine, label: string): Promise<readonly string[]> => {
  const filters = { label: [label] }
  const [containers, networks, volumes, images] = await Promise.all([
    engine.containers.list({ all: true, filters }),
    engine.networks.list({ filters }),
    engine.volumes.list({ filters }),
    engine.images.list({ filters }),
  ])
  return [
    ...containers.map(({ Names, Id }) => `container ${Names[0] ?? Id}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...volumes.Volumes.map(({ Name }) => `volume ${Name}`),
    ...images.map(({ Id }) => `image ${Id}`),
  ]
}
