import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import {
  Engine,
  type ServiceSpec,
  type Transport,
  UnsupportedError,
  type WholeSwarmSpec,
} from '../../../src/api/index.ts'

/** An engine that answers one ping, and nothing else. */
const greeting = (headers: Readonly<Record<string, string>>): Promise<Engine> => {
  const refuse = () => Promise.reject(new Error('nothing should be sent'))
  let pings = 0
  const transport = (): Transport => ({
    request: () =>
      pings++ === 0 ? Promise.resolve({ status: 200, headers, body: Readable.from([Buffer.from('OK')]) }) : refuse(),
    upgrade: refuse,
    close: async () => {},
  })
  return Engine.connect({ host: 'unix:///nowhere.sock', transport })
}

const spec: ServiceSpec = { Name: 'x', TaskTemplate: { ContainerSpec: { Image: 'x' } } }
const version = { version: 1 }
const wholeSpec: WholeSwarmSpec = {
  Name: 'default',
  Labels: {},
  Orchestration: {},
  Raft: {},
  Dispatcher: {},
  CAConfig: {},
  EncryptionConfig: {},
  TaskDefaults: {},
}
const named = { Name: 'x', Data: 'eA==' }

const swarm: readonly (readonly [string, (engine: Engine) => Promise<unknown>])[] = [
  ['swarm.inspect', ({ swarm }) => swarm.inspect()],
  ['swarm.init', ({ swarm }) => swarm.init({ ListenAddr: '' })],
  ['swarm.join', ({ swarm }) => swarm.join({ ListenAddr: '', RemoteAddrs: [], JoinToken: '' })],
  ['swarm.leave', ({ swarm }) => swarm.leave()],
  ['swarm.update', ({ swarm }) => swarm.update(wholeSpec, version)],
  ['swarm.unlockKey', ({ swarm }) => swarm.unlockKey()],
  ['swarm.unlock', ({ swarm }) => swarm.unlock({ UnlockKey: '' })],
  ['nodes.list', ({ nodes }) => nodes.list()],
  ['nodes.inspect', ({ nodes }) => nodes.inspect('x')],
  ['nodes.update', ({ nodes }) => nodes.update('x', { Role: 'worker', Availability: 'active' }, version)],
  ['nodes.remove', ({ nodes }) => nodes.remove('x')],
  ['services.list', ({ services }) => services.list()],
  ['services.inspect', ({ services }) => services.inspect('x')],
  ['services.create', ({ services }) => services.create(spec)],
  ['services.update', ({ services }) => services.update('x', spec, version)],
  ['services.remove', ({ services }) => services.remove('x')],
  ['services.logs', ({ services }) => services.logs('x')],
  ['tasks.list', ({ tasks }) => tasks.list()],
  ['tasks.inspect', ({ tasks }) => tasks.inspect('x')],
  ['tasks.logs', ({ tasks }) => tasks.logs('x')],
  ['secrets.list', ({ secrets }) => secrets.list()],
  ['secrets.inspect', ({ secrets }) => secrets.inspect('x')],
  ['secrets.create', ({ secrets }) => secrets.create(named)],
  ['secrets.update', ({ secrets }) => secrets.update('x', named, version)],
  ['secrets.remove', ({ secrets }) => secrets.remove('x')],
  ['configs.list', ({ configs }) => configs.list()],
  ['configs.inspect', ({ configs }) => configs.inspect('x')],
  ['configs.create', ({ configs }) => configs.create(named)],
  ['configs.update', ({ configs }) => configs.update('x', named, version)],
  ['configs.remove', ({ configs }) => configs.remove('x')],
]

const plugins: typeof swarm = [
  ['plugins.list', ({ plugins }) => plugins.list()],
  ['plugins.inspect', ({ plugins }) => plugins.inspect('x')],
  ['plugins.privileges', ({ plugins }) => plugins.privileges('x', { auth: {} })],
  ['plugins.pull', ({ plugins }) => plugins.pull('x', [], { auth: {} })],
  ['plugins.upgrade', ({ plugins }) => plugins.upgrade('x', [], { remote: 'x', auth: {} })],
  ['plugins.push', ({ plugins }) => plugins.push('x', { auth: {} })],
  ['plugins.create', ({ plugins }) => plugins.create(Buffer.alloc(0), { name: 'x' })],
  ['plugins.set', ({ plugins }) => plugins.set('x', [])],
  ['plugins.enable', ({ plugins }) => plugins.enable('x')],
  ['plugins.disable', ({ plugins }) => plugins.disable('x')],
  ['plugins.remove', ({ plugins }) => plugins.remove('x')],
]

const others: readonly (readonly [string, string, (engine: Engine) => Promise<unknown>])[] = [
  ['distribution.inspect', 'distribution', ({ distribution }) => distribution.inspect('x', { auth: {} })],
  ['images.pruneBuildCache', 'pruning of the build cache', ({ images }) => images.pruneBuildCache()],
  ['containers.attachWebsocket', 'attach over a WebSocket', ({ containers }) => containers.attachWebsocket('x')],
]

test.each([
  ...swarm.map(([name, call]) => [name, 'Swarm', call] as const),
  ...plugins.map(([name, call]) => [name, 'plugins', call] as const),
  ...others,
])('%s is refused by Podman before anything is sent', async (_, feature, call) => {
  await using podman = await greeting({ 'api-version': '1.41', 'libpod-api-version': '4.3.1' })
  await expect(call(podman)).rejects.toThrow(
    new UnsupportedError(feature, `Podman at \`unix:///nowhere.sock\` has no ${feature}. Use a Docker engine for it.`),
  )
})

const withContainer = (container: object): ServiceSpec => ({
  Name: 'x',
  TaskTemplate: { ContainerSpec: { Image: 'x', ...container } },
})
const withResources = (Resources: object): ServiceSpec => ({ Name: 'x', TaskTemplate: { Resources } })

test.each<[string, ServiceSpec]>([
  ['ReplicatedJob', { ...spec, Mode: { ReplicatedJob: {} } }],
  ['GlobalJob', { ...spec, Mode: { GlobalJob: {} } }],
  ['Limits.Pids', withResources({ Limits: { Pids: 1 } })],
  ['CapabilityAdd', withContainer({ CapabilityAdd: [] })],
  ['CapabilityDrop', withContainer({ CapabilityDrop: [] })],
  ['Ulimits', withContainer({ Ulimits: [] })],
  ['Privileges.Seccomp', withContainer({ Privileges: { Seccomp: { Mode: 'default' } } })],
  ['Privileges.AppArmor', withContainer({ Privileges: { AppArmor: { Mode: 'default' } } })],
  ['Privileges.NoNewPrivileges', withContainer({ Privileges: { NoNewPrivileges: true } })],
  ['Healthcheck.StartInterval', withContainer({ Healthcheck: { StartInterval: 1_000_000 } })],
  ['OomScoreAdj', withContainer({ OomScoreAdj: 1 })],
  ['SwapBytes', withResources({ SwapBytes: 1 })],
  ['MemorySwappiness', withResources({ MemorySwappiness: 1 })],
])('a service with %s is not given to an engine that would leave it out', async (feature, tooNew) => {
  await using old = await greeting({ 'api-version': '1.40' })
  await expect(old.services.create(tooNew)).rejects.toMatchObject({ name: 'UnsupportedError', feature })
  await expect(old.services.update('x', tooNew, version)).rejects.toMatchObject({ name: 'UnsupportedError', feature })
})

test('the status of services, the limits of the build cache and attestations need newer engines', async () => {
  await using old = await greeting({ 'api-version': '1.40' })
  await expect(old.services.list({ status: true })).rejects.toThrow(/`status` needs API 1.41/)
  await expect(old.images.pruneBuildCache({ maxUsedSpaceBytes: 1 })).rejects.toThrow(/`max-used-space` needs API 1.48/)
  await expect(old.images.pruneBuildCache({ minFreeSpaceBytes: 1 })).rejects.toThrow(/`min-free-space` needs API 1.48/)
  await expect(old.images.attestations('x')).rejects.toThrow(/needs API 1.55/)
})
