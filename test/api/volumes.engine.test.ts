import { expect, test } from 'vitest'
import {
  ConflictError,
  Engine,
  NotFoundError,
  ServerError,
  UnsupportedError,
  type VolumeCreateRequest,
} from '../../src/api/index.ts'
import { engineTraits } from './support/engine-traits.ts'
import { createContainer, owned, startContainer, uniqueName } from './support/resources.ts'

const traits = await engineTraits()

const createVolume = async (engine: Engine, config: VolumeCreateRequest = {}) => {
  const { Name } = await engine.volumes.create({ Name: uniqueName(), ...config })
  return owned({ name: Name }, () => engine.volumes.remove(Name))
}

test('what was asked for is what the engine answers', async () => {
  await using engine = await Engine.connect()
  const Name = uniqueName()
  const o = traits.pick({ docker: 'size=1m', podman: 'nodev' })
  const config = { Name, Labels: { a: 'b' }, DriverOpts: { type: 'tmpfs', device: 'tmpfs', o } }
  const created = await engine.volumes.create(config)
  await using _volume = owned({}, () => engine.volumes.remove(Name))
  expect(created).toEqual({
    Name,
    Driver: 'local',
    Scope: 'local',
    Labels: { a: 'b' },
    Options: config.DriverOpts,
    Mountpoint: expect.stringContaining(Name),
    CreatedAt: expect.stringMatching(/^\d{4}-/),
  })
  expect(await engine.volumes.inspect(Name)).toEqual(created)
})

test('a name that exists gives the same volume back, and without a name the engine makes one', async () => {
  await using engine = await Engine.connect()
  await using volume = await createVolume(engine, { Labels: { first: '1' } })
  expect(await engine.volumes.create({ Name: volume.name })).toMatchObject({ Labels: { first: '1' } })
  const anonymous = await engine.volumes.create()
  await using _anonymous = owned({}, () => engine.volumes.remove(anonymous.Name))
  expect(anonymous.Name).toMatch(/^[0-9a-f]{64}$/)
  expect(anonymous.Options).toBeNull()
})

test('lists are narrowed by filters', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  await using used = await createVolume(engine, { Labels: { [label]: '1' } })
  await using unused = await createVolume(engine, { Labels: { [label]: '2' } })
  await using _container = await createContainer(engine, { HostConfig: { Binds: [`${used.name}:/data`] } })
  const names = async (filters: NonNullable<Parameters<typeof engine.volumes.list>[0]>['filters']) =>
    (await engine.volumes.list({ filters })).Volumes.map(({ Name }) => Name).sort()
  expect(await names({ label: [label] })).toEqual([used.name, unused.name].sort())
  expect(await names({ label: [`${label}=2`] })).toEqual([unused.name])
  // Podman takes what any of the filters lets through, Docker what all of them do.
  const those = (...expected: string[]) =>
    traits.pick({ docker: expected, podman: expect.arrayContaining([used.name, unused.name]) })
  expect(await names({ label: [label], dangling: ['true'] })).toEqual(those(unused.name))
  expect(await names({ label: [label], dangling: ['false'] })).toEqual(those(used.name))
  expect(await names({ name: [used.name], driver: ['local'] })).toEqual(those(used.name))
  await expect(engine.volumes.list({ filters: { name: [uniqueName()] } })).resolves.toEqual({
    Volumes: [],
    Warnings: traits.pick({ docker: null, podman: [] }),
  })
  await engine.containers.remove(_container.id)
})

test('a volume that a container has cannot be removed, whether it runs or not', async () => {
  await using engine = await Engine.connect()
  await using volume = await createVolume(engine)
  await using container = await startContainer(engine, {
    HostConfig: { Mounts: [{ Type: 'volume', Source: volume.name, Target: '/data' }] },
  })
  await expect(engine.volumes.remove(volume.name)).rejects.toThrow(ConflictError)
  await engine.containers.kill(container.id)
  await expect(engine.volumes.remove(volume.name, { force: true })).rejects.toThrow(ConflictError)
  await engine.containers.remove(container.id)
  await engine.volumes.remove(volume.name)
})

test('what does not exist is a NotFoundError, unless it may be gone', async () => {
  await using engine = await Engine.connect()
  await expect(engine.volumes.inspect('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(engine.volumes.remove('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(engine.volumes.remove('slipway-nowhere', { force: true })).resolves.toBeUndefined()
})

test('only a cluster volume can be changed', async () => {
  await using engine = await Engine.connect()
  await using volume = await createVolume(engine)
  const update = engine.volumes.update(volume.name, { Spec: { Availability: 'drain' } }, { version: 1 })
  // Before API 1.42 there is no such operation; since then a swarm manager is needed.
  const isKnown = traits.speaks('1.42') && !traits.isPodman
  await expect(update).rejects.toThrow(isKnown ? ServerError : UnsupportedError)
})

test('a prune removes the unused volumes with that label and no others', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  await using unused = await createVolume(engine, { Labels: { [label]: '' } })
  await using used = await createVolume(engine, { Labels: { [label]: '' } })
  await using container = await createContainer(engine, { HostConfig: { Binds: [`${used.name}:/data`] } })
  // Engines before API 1.42, and Podman, know no `all`, and refuse it.
  const all = traits.speaks('1.42') && !traits.isPodman ? (['true'] as const) : undefined
  const filters = { label: [label], all }
  await expect(engine.volumes.prune({ filters })).resolves.toEqual({ VolumesDeleted: [unused.name], SpaceReclaimed: 0 })
  expect((await engine.volumes.prune({ filters })).VolumesDeleted ?? []).toEqual([])
  await engine.containers.remove(container.id)
})
