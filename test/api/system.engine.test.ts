import { expect, test } from 'vitest'
import { BadRequestError, Engine, type EngineEvent, ServerError } from '../../src/api/index.ts'
import { ensureRegistries } from '../testbed/registry.ts'
import { engineTraits } from './support/engine-traits.ts'
import { createContainer, startContainer } from './support/resources.ts'

const traits = await engineTraits()

test('a ping tells the version that was agreed upon', async () => {
  await using engine = await Engine.connect()
  expect(await engine.system.ping()).toMatchObject({
    // Podman 4 names no system.
    osType: traits.pick({ docker: 'linux', podman: 'linux', podman4: '' }),
    experimental: traits.isPodman,
    libpodVersion: traits.pick({ docker: undefined, podman: traits.version }),
  })
  expect(engine.apiVersion).toMatch(/^1\.\d+$/)
  expect(await engine.system.pingHead()).toEqual(await engine.system.ping())
})

test('version and info agree with each other', async () => {
  await using engine = await Engine.connect()
  const version = await engine.system.version()
  const info = await engine.system.info()
  expect(version).toMatchObject({ Os: 'linux', Arch: expect.any(String), MinAPIVersion: expect.stringMatching(/^1\./) })
  expect(version.Components?.map(({ Name }) => Name)).toContain(
    traits.pick({ docker: 'Engine', podman: 'Podman Engine' }),
  )
  expect(info.ServerVersion).toBe(version.Version)
  expect(info.KernelVersion).toBe(version.KernelVersion)
  expect(info).toMatchObject({
    OSType: 'linux',
    NCPU: expect.any(Number),
    MemTotal: expect.any(Number),
    Driver: expect.any(String),
    CgroupVersion: expect.stringMatching(/^[12]$/),
    Swarm: { LocalNodeState: expect.any(String), ControlAvailable: expect.any(Boolean), Error: '' },
    Plugins: { Volume: expect.arrayContaining(['local']), Network: expect.arrayContaining(['bridge']) },
  })
})

test('disk usage counts containers', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine)
  const usage = await engine.system.df()
  expect(usage.Containers?.map(({ Id }) => Id)).toContain(container.id)
  // Podman 4 does not count them.
  if (traits.isPodman && traits.major === 4) expect(usage.LayersSize).toBe(0)
  else expect(usage.LayersSize).toBeGreaterThan(0)
  expect(usage.Images?.length).toBeGreaterThan(0)
})

test('events tell the life of a container, from the moment the engine watches', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, { Cmd: ['sh', '-c', 'exit 3'], Labels: { mine: 'yes' } })
  const events = await engine.system.openEvents({ filters: { container: [container.id], type: ['container'] } })
  await engine.containers.start(container.id)
  const seen: EngineEvent[] = []
  for await (const event of events) {
    seen.push(event)
    if (event.Action === 'die') break
  }
  expect(seen.map(({ Action }) => Action)).toEqual(
    traits.pick({ docker: ['start', 'die'], podman: ['init', 'start', 'die'] }),
  )
  expect(seen.at(-1)).toMatchObject({
    Type: 'container',
    Actor: { ID: container.id, Attributes: { exitCode: '3', name: container.name, mine: 'yes' } },
    scope: 'local',
  })
})

test('past events end at `until`', async () => {
  await using engine = await Engine.connect()
  const since = Date.now() / 1000 - 1
  await using container = await startContainer(engine)
  const until = Date.now() / 1000 + 0.5
  const actions: string[] = []
  const filters = { container: [container.id], event: ['create', 'start'] }
  for await (const { Action } of engine.system.events({ since, until, filters })) actions.push(Action)
  expect(actions).toEqual(['create', 'start'])
})

test('a filter that the engine does not know is a BadRequestError', async () => {
  await using engine = await Engine.connect()
  // @ts-expect-error the types know it neither
  const list = engine.networks.list({ filters: { nonsense: ['1'] } })
  await expect(list).rejects.toThrow(BadRequestError)
})

test('credentials are checked against the registry', async () => {
  await using engine = await Engine.connect()
  const { guarded, username, password } = await ensureRegistries()
  const login = engine.system.auth({ username, password, serveraddress: guarded })
  // Podman asks every registry by TLS here, whatever its configuration says.
  if (traits.isPodman) return await expect(login).rejects.toThrow('server gave HTTP response to HTTPS client')
  await expect(login).resolves.toMatchObject({ Status: 'Login Succeeded' })
  const wrong: unknown = await engine.system
    .auth({ username, password: 'wrong-password', serveraddress: guarded })
    .catch((reason: unknown) => reason)
  expect(wrong).toBeInstanceOf(ServerError)
  expect(String(wrong)).toContain('401')
  expect(String(wrong)).not.toContain('wrong-password')
})
