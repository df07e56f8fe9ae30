import { Engine } from '../../src/api/index.ts'

/** Removes what a run of the pages that was killed has left, whose names would be in use: by the label that the pages give it. */
export const removeLeftovers = async (): Promise<void> => {
  await using engine = await Engine.connect()
  const filters = { label: ['demo=slipway'] }
  for (const { Id } of await engine.containers.list({ all: true, filters })) {
    await engine.containers.remove(Id, { force: true, volumes: true })
  }
  for (const { Id } of await engine.networks.list({ filters })) await engine.networks.remove(Id)
  for (const { Name } of (await engine.volumes.list({ filters })).Volumes) await engine.volumes.remove(Name)
}
