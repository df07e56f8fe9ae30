import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/api/index.ts'
import { Network } from '../../src/index.ts'
import { defaultEngine } from '../../src/run/default-engine.ts'
import { engineTraits } from '../api/support/engine-traits.ts'
import { leftBehind } from '../cleanup/left-behind.ts'
import { idle, inside } from '../container/idle.ts'

const traits = await engineTraits()

test('a network is there until it is disposed of', async () => {
  const engine = await defaultEngine()
  let id: string
  {
    await using network = await new Network().start()
    id = network.getId()
    expect((await engine.networks.inspect(id)).Name).toBe(network.getName())
  }
  await expect(engine.networks.inspect(id)).rejects.toThrow(NotFoundError)
})

test('name, labels and isolation reach the engine', async () => {
  const name = `slipway-net-${process.pid}`
  await using network = await new Network().withName(name).withLabels({ a: '1' }).withInternal().start()
  expect(await (await defaultEngine()).networks.inspect(network.getId())).toMatchObject({
    Name: name,
    Internal: true,
    Labels: { a: '1' },
  })
})

test('a name that is in use is refused', async () => {
  const name = `slipway-net-twice-${process.pid}`
  await using _ = await new Network().withName(name).start()
  await expect(new Network().withName(name).start()).rejects.toMatchObject({ code: 'ENGINE_CONFLICT' })
})

test('a network in use stays and says by what; stopping twice is fine', async () => {
  const network = await new Network().start()
  {
    await using _ = await idle().withNetwork(network).start()
    await expect(network.stop()).rejects.toMatchObject({
      message: expect.stringContaining(traits.pick({ docker: 'active endpoints', podman: 'network is being used' })),
    })
  }
  await network.stop()
  await network.stop()
})

test('a start that is aborted, before or meanwhile, leaves no network', async () => {
  const builder = new Network().withLabels({ 'slipway-net-abort': String(process.pid) })
  await expect(builder.start({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
  const controller = new AbortController()
  const starting = builder.start({ signal: controller.signal })
  controller.abort(new Error('meanwhile'))
  await expect(starting).rejects.toThrow('meanwhile')
  expect(await leftBehind(await defaultEngine(), `slipway-net-abort=${process.pid}`)).toEqual([])
})

test('driver, options and addresses reach the engine, and containers get them', async () => {
  const octet = process.pid % 250
  await using network = await new Network()
    .withDriver('bridge')
    .withDriverOptions({ 'com.docker.network.driver.mtu': '1400' })
    .withDriverOptions({ 'com.docker.network.bridge.enable_icc': 'true' })
    .withSubnet({ subnet: `10.214.${octet}.0/24`, gateway: `10.214.${octet}.254`, ipRange: `10.214.${octet}.64/26` })
    .start()
  const inspected = await (await defaultEngine()).networks.inspect(network.getId())
  expect(inspected).toMatchObject({ Driver: 'bridge', EnableIPv6: false })
  await using container = await idle().withNetwork(network).start()
  const address = container.getIpAddress(network.getName())
  expect(address).toMatch(new RegExp(`^10\\.214\\.${octet}\\.\\d+$`))
  expect(Number(address.split('.')[3]) >> 6).toBe(1)
  expect(await inside(container, 'ip route | grep default; cat /sys/class/net/eth0/mtu')).toMatch(
    new RegExp(`via 10\\.214\\.${octet}\\.254.*\\n1400$`, 's'),
  )
})

test('a subnet of IPv6 turns IPv6 on', async () => {
  const subnet = `fd00:214:${(process.pid % 0xffff).toString(16)}::/64`
  await using network = await new Network().withSubnet({ subnet }).start()
  const { EnableIPv6, IPAM } = await (await defaultEngine()).networks.inspect(network.getId())
  expect(EnableIPv6).toBe(true)
  expect(IPAM.Config?.map(({ Subnet }) => Subnet)).toContain(subnet)
})

test('withIpv6 asks the engine for IPv6', async () => {
  const subnet = `fd00:215:${(process.pid % 0xffff).toString(16)}::/64`
  await using network = await new Network().withIpv6().withSubnet({ subnet }).start()
  expect((await (await defaultEngine()).networks.inspect(network.getId())).EnableIPv6).toBe(true)
})

test('an address outside of the network is refused by the engine', async () => {
  await using network = await new Network().withSubnet({ subnet: `10.215.${process.pid % 250}.0/24` }).start()
  await expect(idle().withNetwork(network, { ipv4Address: '192.0.2.1' }).start()).rejects.toThrow(/address|subnet/i)
})

test('a running container joins a network under its aliases, and leaves it', async () => {
  const octet = process.pid % 250
  await using network = await new Network().withSubnet({ subnet: `10.216.${octet}.0/24` }).start()
  await using server = await idle().start()
  await using client = await idle().withNetwork(network).start()
  await network.connect(server, { aliases: ['late'], ipv4Address: `10.216.${octet}.99` })
  expect(server.getNetworkNames()).toContain(network.getName())
  expect(server.getIpAddress(network.getName())).toBe(`10.216.${octet}.99`)
  expect(await inside(client, 'nslookup late')).toContain(`10.216.${octet}.99`)
  await network.disconnect(server)
  expect(server.getNetworkNames()).not.toContain(network.getName())
  expect(await inside(client, 'nslookup late >/dev/null 2>&1 || echo unknown')).toBe('unknown')
})
