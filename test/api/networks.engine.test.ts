import { expect, test } from 'vitest'
import {
  ConflictError,
  Engine,
  ForbiddenError,
  type NetworkCreateRequest,
  NotFoundError,
  ServerError,
} from '../../src/api/index.ts'
import { engineTraits } from './support/engine-traits.ts'
import { createContainer, owned, startContainer, uniqueName } from './support/resources.ts'

const traits = await engineTraits()

const createNetwork = async (engine: Engine, config: Partial<NetworkCreateRequest> = {}) => {
  const name = uniqueName()
  const { Id, Warning } = await engine.networks.create({ Name: name, ...config })
  return owned({ id: Id, name, Warning }, () => engine.networks.remove(Id))
}

test('what was asked for is what inspect answers', async () => {
  await using engine = await Engine.connect()
  await using network = await createNetwork(engine, {
    Internal: true,
    Labels: { a: 'b' },
    Options: { 'com.docker.network.driver.mtu': '1400' },
    IPAM: { Config: [{ Subnet: '10.213.7.0/24', Gateway: '10.213.7.9', IPRange: '10.213.7.128/25' }] },
  })
  expect(network.Warning).toBe('')
  expect(await engine.networks.inspect(network.id)).toMatchObject({
    Name: network.name,
    Id: network.id,
    Scope: 'local',
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    Attachable: false,
    Ingress: false,
    ConfigOnly: false,
    Labels: { a: 'b' },
    // Podman has its own name for the option, and keeps the range to itself.
    Options: traits.pick({
      docker: { 'com.docker.network.driver.mtu': '1400' },
      podman: { mtu: '1400' },
    }),
    IPAM: {
      Driver: 'default',
      Config: [
        {
          Subnet: '10.213.7.0/24',
          Gateway: '10.213.7.9',
          ...traits.pick({ docker: { IPRange: '10.213.7.128/25' }, podman: {} }),
        },
      ],
    },
    Containers: {},
  })
})

test('lists are narrowed by filters and hold the networks of the engine', async () => {
  await using engine = await Engine.connect()
  await using network = await createNetwork(engine, { Labels: { x: '1' } })
  const names = async (options?: Parameters<typeof engine.networks.list>[0]) =>
    (await engine.networks.list(options)).map(({ Name }) => Name)
  const own = traits.pick({ docker: ['bridge', 'host', 'none'], podman: ['bridge'] })
  expect(await names()).toEqual(expect.arrayContaining([...own, network.name]))
  expect(await names({ filters: { name: [network.name] } })).toEqual([network.name])
  expect(await names({ filters: { id: [network.id], label: ['x=1'], driver: ['bridge'] } })).toEqual([network.name])
  expect(await names({ filters: { id: [network.id], dangling: ['false'] } })).toEqual([])
  if (traits.isPodman)
    return await expect(names({ filters: { type: ['builtin'] } })).rejects.toThrow('invalid filter "type"')
  expect(await names({ filters: { id: [network.id], type: ['custom'] } })).toEqual([network.name])
  expect(await names({ filters: { type: ['builtin'], scope: ['local'] } })).not.toContain(network.name)
})

test('containers join and leave, running or not', async () => {
  await using engine = await Engine.connect()
  await using network = await createNetwork(engine, { IPAM: { Config: [{ Subnet: '10.213.8.0/24' }] } })
  await using container = await startContainer(engine)
  await engine.networks.connect(network.id, {
    Container: container.id,
    EndpointConfig: { Aliases: ['web'], IPAMConfig: { IPv4Address: '10.213.8.77' } },
  })
  expect((await engine.networks.inspect(network.id)).Containers).toMatchObject({
    [container.id]: { Name: container.name, IPv4Address: '10.213.8.77/24', IPv6Address: '' },
  })
  await expect(engine.networks.connect(network.id, { Container: container.id })).rejects.toThrow(ForbiddenError)
  // Its name, because Podman removes a network in use when it is asked by its id.
  await expect(engine.networks.remove(network.name)).rejects.toThrow(ForbiddenError)
  await engine.networks.disconnect(network.id, { Container: container.id, Force: true })
  expect((await engine.networks.inspect(network.id)).Containers).toEqual({})
  await using created = await createContainer(engine)
  await engine.networks.connect(network.name, { Container: created.name })
  expect((await engine.containers.inspect(created.id)).NetworkSettings.Networks).toMatchObject({
    [network.name]: { IPAddress: '' },
  })
  await engine.networks.disconnect(network.name, { Container: created.name })
})

test('a name in use is refused when asked to, a subnet in use always', async () => {
  await using engine = await Engine.connect()
  await using network = await createNetwork(engine, { IPAM: { Config: [{ Subnet: '10.213.9.0/24' }] } })
  await expect(engine.networks.create({ Name: network.name, CheckDuplicate: true })).rejects.toThrow(ConflictError)
  await expect(createNetwork(engine, { IPAM: { Config: [{ Subnet: '10.213.9.0/25' }] } })).rejects.toThrow(
    /overlaps|is already used/,
  )
})

test('what does not exist is a NotFoundError', async () => {
  await using engine = await Engine.connect()
  await using network = await createNetwork(engine)
  await expect(engine.networks.inspect('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(engine.networks.remove('slipway-nowhere')).rejects.toThrow(NotFoundError)
  await expect(engine.networks.connect(network.id, { Container: 'slipway-nowhere' })).rejects.toThrow(NotFoundError)
  await expect(engine.networks.disconnect(network.id, { Container: 'slipway-nowhere' })).rejects.toThrow(NotFoundError)
})

test('a network of the engine cannot be removed', async () => {
  await using engine = await Engine.connect()
  await expect(engine.networks.remove('bridge')).rejects.toThrow(ForbiddenError)
})

test('a container that leaves a network it is not in is told so', async () => {
  await using engine = await Engine.connect()
  await using network = await createNetwork(engine)
  await using container = await startContainer(engine)
  await expect(engine.networks.disconnect(network.id, { Container: container.id })).rejects.toThrow(ServerError)
})

test('a prune removes the unused networks with that label and no others', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  await using unused = await createNetwork(engine, { Labels: { [label]: '' } })
  await using used = await createNetwork(engine, { Labels: { [label]: '' } })
  await using _container = await startContainer(engine, { HostConfig: { NetworkMode: used.name } })
  const filters = { label: [label] }
  await expect(engine.networks.prune({ filters })).resolves.toEqual({ NetworksDeleted: [unused.name] })
  await expect(engine.networks.prune({ filters })).resolves.toEqual({
    NetworksDeleted: traits.pick({ docker: null, podman: [] }),
  })
  await engine.containers.remove(_container.id, { force: true })
})
