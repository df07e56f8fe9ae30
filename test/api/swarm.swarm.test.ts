import { expect } from 'vitest'
import { BadRequestError, ConflictError, Engine, NotFoundError, type ServiceSpec } from '../../src/api/index.ts'
import { BUSYBOX, owned, uniqueName } from './support/resources.ts'
import { areRunning, createService, initSwarm, inSequence, swarmOfThisFile, untilTasks } from './support/swarm.ts'
import { testDocker } from './support/test-docker.ts'

const test = testDocker(
  (engine) => engine.swarm.inspect(),
  (engine) => engine.nodes.list(),
  (engine) => engine.secrets.list(),
  (engine) => engine.configs.list(),
)

const swarm = swarmOfThisFile()

const base64 = (text: string): string => Buffer.from(text).toString('base64')

test('an engine in a swarm can neither make nor join another', async () => {
  await using engine = await Engine.connect()
  await expect(initSwarm(engine)).rejects.toThrow(/already part of a swarm/)
  const join = engine.swarm.join({ ListenAddr: '127.0.0.1', RemoteAddrs: ['127.0.0.1:2377'], JoinToken: 'SWMTKN-1-x' })
  await expect(join).rejects.toMatchObject({ name: 'ServerError', status: 503 })
})

test('an engine leaves its swarm, and can then be asked nothing of it', async () => {
  if (!swarm.isOurs) return
  await using engine = await Engine.connect()
  const service = await createService(engine, { Command: ['sleep', '1000'] })
  await untilTasks(engine, service.id, areRunning(1))
  await expect(engine.swarm.leave()).rejects.toThrow(/Use `--force`/)
  await using _again = owned({}, () => initSwarm(engine))
  await engine.swarm.leave({ force: true })
  expect((await engine.system.info()).Swarm).toMatchObject({ LocalNodeState: 'inactive', NodeID: '' })
  const label = [`com.docker.swarm.service.id=${service.id}`]
  expect(await engine.containers.list({ all: true, filters: { label } })).toEqual([])
  const { swarm: group, services } = engine
  for (const ask of [() => group.inspect(), () => group.leave(), () => group.unlockKey(), () => services.list()]) {
    await expect(ask()).rejects.toMatchObject({ name: 'ServerError', status: 503 })
  }
})

test('a swarm tells how it is set up', async () => {
  await using engine = await Engine.connect()
  const { Swarm } = await engine.system.info()
  const inspected = await engine.swarm.inspect()
  expect(inspected).toMatchObject({
    ID: Swarm.Cluster?.ID,
    Version: { Index: expect.any(Number) },
    Spec: {
      Name: 'default',
      EncryptionConfig: { AutoLockManagers: false },
      Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
    },
    TLSInfo: { TrustRoot: expect.stringMatching(/^-----BEGIN CERTIFICATE/) },
    RootRotationInProgress: false,
    DefaultAddrPool: ['10.0.0.0/8'],
    SubnetSize: 24,
    JoinTokens: { Worker: expect.stringMatching(/^SWMTKN-1-/), Manager: expect.stringMatching(/^SWMTKN-1-/) },
  })
})

test('a swarm is changed from the version that was seen, and from no other', async () => {
  if (!swarm.isOurs) return
  await using engine = await Engine.connect()
  const { Spec, Version, JoinTokens } = await engine.swarm.inspect()
  const changed = { ...Spec, Orchestration: { TaskHistoryRetentionLimit: 2 } }
  await inSequence(async () => {
    const version = (await engine.swarm.inspect()).Version.Index
    await engine.swarm.update(changed, { version, rotateWorkerToken: true })
  })
  const after = await engine.swarm.inspect()
  expect(after.Spec).toEqual(changed)
  expect(after.JoinTokens.Worker).not.toBe(JoinTokens.Worker)
  expect(after.JoinTokens.Manager).toBe(JoinTokens.Manager)
  await expect(engine.swarm.update(Spec, { version: Version.Index })).rejects.toThrow(ConflictError)
})

test('managers that lock themselves have a key', async () => {
  if (!swarm.isOurs) return
  await using engine = await Engine.connect()
  await expect(engine.swarm.unlockKey()).resolves.toEqual({ UnlockKey: '' })
  const setLocks = (AutoLockManagers: boolean) =>
    inSequence(async () => {
      const { Spec, Version } = await engine.swarm.inspect()
      await engine.swarm.update({ ...Spec, EncryptionConfig: { AutoLockManagers } }, { version: Version.Index })
    })
  await setLocks(true)
  await using _unlocked = owned({}, () => setLocks(false))
  const { UnlockKey } = await engine.swarm.unlockKey()
  expect(UnlockKey).toMatch(/^SWMKEY-1-/)
  await expect(engine.swarm.unlock({ UnlockKey })).rejects.toThrow(ConflictError)
})

test('nodes are found, labelled and put out of work', async () => {
  await using engine = await Engine.connect()
  const { nodes } = engine
  const node = await nodes.inspect((await engine.system.info()).Swarm.NodeID)
  expect(node).toMatchObject({
    Spec: { Role: 'manager', Availability: 'active' },
    Description: {
      Hostname: expect.any(String),
      Platform: { OS: 'linux', Architecture: expect.any(String) },
      Resources: { NanoCPUs: expect.any(Number), MemoryBytes: expect.any(Number) },
      Engine: { EngineVersion: (await engine.system.version()).Version },
      TLSInfo: { CertIssuerSubject: expect.any(String) },
    },
    Status: { State: 'ready', Addr: expect.any(String) },
    ManagerStatus: { Reachability: 'reachable', Addr: expect.stringMatching(/:\d+$/) },
  })
  const label = uniqueName()
  const change = (spec: Partial<typeof node.Spec>) =>
    inSequence(async () => {
      const { Spec, Version } = await nodes.inspect(node.ID)
      await nodes.update(node.ID, { ...Spec, ...spec }, { version: Version.Index })
    })
  await change({ Labels: { ...node.Spec.Labels, [label]: '1' }, Availability: 'pause' })
  await using _restored = owned({}, () => change(node.Spec))
  const found = await nodes.list({
    filters: { 'node.label': [label], role: ['manager'], membership: ['accepted', 'pending'] },
  })
  expect(found).toMatchObject([{ ID: node.ID, Spec: { Availability: 'pause', Labels: { [label]: '1' } } }])
  expect(await nodes.list({ filters: { name: [uniqueName()] } })).toEqual([])
  await expect(nodes.update(node.ID, node.Spec, { version: node.Version.Index })).rejects.toMatchObject({
    name: 'ConflictError',
    status: 500,
    advice: expect.stringContaining('inspect it again'),
  })
})

test('the node of a manager cannot be removed or demoted as the last one', async () => {
  if (!swarm.isOurs) return
  await using engine = await Engine.connect()
  const { ID, Spec, Version } = await engine.nodes.inspect((await engine.system.info()).Swarm.NodeID)
  await expect(engine.nodes.remove(ID)).rejects.toThrow(BadRequestError)
  const demote = engine.nodes.update(ID, { ...Spec, Role: 'worker' }, { version: Version.Index })
  await expect(demote).rejects.toThrow(BadRequestError)
})

test('what a swarm does not have is a NotFoundError', async () => {
  await using engine = await Engine.connect()
  const { nodes, services, tasks, secrets, configs } = engine
  const nowhere = 'slipway-nowhere'
  const version = 1
  const spec: ServiceSpec = { Name: nowhere, TaskTemplate: { ContainerSpec: { Image: BUSYBOX } } }
  const Labels = {}
  const calls = [
    nodes.inspect(nowhere),
    nodes.update(nowhere, { Role: 'worker', Availability: 'active' }, { version }),
    nodes.remove(nowhere),
    services.inspect(nowhere),
    services.update(nowhere, spec, { version }),
    services.remove(nowhere),
    services.logs(nowhere),
    tasks.inspect(nowhere),
    tasks.logs(nowhere),
    secrets.inspect(nowhere),
    secrets.update(nowhere, { Name: nowhere, Labels }, { version }),
    secrets.remove(nowhere),
    configs.inspect(nowhere),
    configs.update(nowhere, { Name: nowhere, Data: '', Labels }, { version }),
    configs.remove(nowhere),
  ]
  const errors = await Promise.allSettled(calls)
  expect(errors.map((it) => it.status === 'rejected' && it.reason?.constructor)).toEqual(calls.map(() => NotFoundError))
})

test('a secret keeps its data to itself, and only its labels change', async () => {
  await using engine = await Engine.connect()
  const { secrets } = engine
  const Name = uniqueName()
  const { ID } = await secrets.create({ Name, Data: base64('geheim'), Labels: { a: '1' } })
  await using _secret = owned({}, () => secrets.remove(ID))
  const secret = await secrets.inspect(Name)
  expect(secret).toMatchObject({ ID, Version: { Index: expect.any(Number) }, CreatedAt: secret.UpdatedAt })
  expect(secret.Spec).toEqual({ Name, Labels: { a: '1' } })
  await expect(secrets.create({ Name, Data: base64('other') })).rejects.toThrow(ConflictError)
  const version = secret.Version.Index
  await secrets.update(ID, { ...secret.Spec, Labels: { a: '2' } }, { version })
  expect(await secrets.list({ filters: { names: [Name], label: ['a=2'] } })).toMatchObject([{ ID }])
  expect(await secrets.list({ filters: { name: [Name], label: ['a=1'] } })).toEqual([])
  await expect(secrets.update(ID, secret.Spec, { version })).rejects.toThrow(ConflictError)
  const now = (await secrets.inspect(ID)).Version.Index
  const otherData = secrets.update(ID, { ...secret.Spec, Data: base64('other') }, { version: now })
  await expect(otherData).rejects.toThrow(BadRequestError)
  await secrets.remove(Name)
  await expect(secrets.inspect(ID)).rejects.toThrow(NotFoundError)
})

test('a config shows its data, and only its labels change', async () => {
  await using engine = await Engine.connect()
  const { configs } = engine
  const Name = uniqueName()
  const { ID } = await configs.create({ Name, Data: base64('größe = 1\n'), Labels: { a: '1' } })
  await using _config = owned({}, () => configs.remove(ID))
  const config = await configs.inspect(Name)
  expect(config.Spec).toEqual({ Name, Labels: { a: '1' }, Data: base64('größe = 1\n') })
  await expect(configs.create({ Name, Data: base64('other') })).rejects.toThrow(ConflictError)
  const version = config.Version.Index
  await configs.update(ID, { ...config.Spec, Labels: { a: '2' } }, { version })
  expect(await configs.list({ filters: { name: [Name], label: ['a=2'] } })).toMatchObject([{ ID }])
  expect(await configs.list({ filters: { id: [ID], label: ['a=1'] } })).toEqual([])
  const now = (await configs.inspect(ID)).Version.Index
  const otherData = configs.update(ID, { ...config.Spec, Data: base64('other') }, { version: now })
  await expect(otherData).rejects.toThrow(BadRequestError)
})
