import { expect, test } from 'vitest'
import { BadRequestError, ConflictError, Engine, NotFoundError, ServerError } from '../../src/api/index.ts'
import { BUSYBOX, createContainer, owned, startContainer, uniqueName } from './support/resources.ts'

test('a container goes from created to running to exited to gone', async () => {
  await using engine = await Engine.connect()
  const { containers } = engine
  await using container = await createContainer(engine)
  expect((await containers.inspect(container.id)).State).toMatchObject({ Status: 'created', Running: false, Pid: 0 })
  await expect(containers.start(container.id)).resolves.toBe(true)
  await expect(containers.start(container.id)).resolves.toBe(false)
  expect((await containers.inspect(container.id)).State).toMatchObject({ Status: 'running', Running: true })
  await expect(containers.stop(container.id, { timeoutSeconds: 0 })).resolves.toBe(true)
  await expect(containers.stop(container.id)).resolves.toBe(false)
  expect((await containers.inspect(container.id)).State).toMatchObject({ Status: 'exited', ExitCode: 137 })
  await containers.remove(container.id)
  await expect(containers.inspect(container.id)).rejects.toThrow(NotFoundError)
  await expect(containers.remove(container.id)).rejects.toThrow(NotFoundError)
})

test('what was asked for is what inspect answers', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, {
    Entrypoint: ['sleep'],
    Cmd: ['1000'],
    Env: ['A=1', 'B=x=y'],
    User: '1:2',
    WorkingDir: '/tmp',
    Hostname: 'box',
    Labels: { 'slipway.test': 'größe "1"' },
    ExposedPorts: { '80/tcp': {}, '81/tcp': {}, '53/udp': {} },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 50_000_000, Retries: 2 },
    StopSignal: 'SIGINT',
    HostConfig: {
      PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }], '53/udp': [{ HostIp: '127.0.0.1' }] },
      Mounts: [{ Type: 'tmpfs', Target: '/cache', TmpfsOptions: { SizeBytes: 1 << 20, Mode: 0o700 } }],
      Tmpfs: { '/scratch': 'size=1m' },
      Memory: 64 << 20,
      NanoCpus: 500_000_000,
      Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
      ExtraHosts: ['other:10.0.0.1'],
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
      CapDrop: ['NET_RAW'],
      Init: true,
    },
  })
  const { Config, HostConfig, NetworkSettings, State, Name } = await engine.containers.inspect(container.id)
  expect(Name).toBe(`/${container.name}`)
  expect(Config).toMatchObject({
    Image: BUSYBOX,
    Entrypoint: ['sleep'],
    Cmd: ['1000'],
    Env: expect.arrayContaining(['A=1', 'B=x=y']),
    User: '1:2',
    WorkingDir: '/tmp',
    Hostname: 'box',
    Labels: { 'slipway.test': 'größe "1"' },
    StopSignal: 'SIGINT',
    Healthcheck: { Test: ['CMD', 'true'], Interval: 50_000_000, Retries: 2 },
  })
  expect(HostConfig).toMatchObject({
    Memory: 64 << 20,
    NanoCpus: 500_000_000,
    Tmpfs: { '/scratch': 'size=1m' },
    Mounts: [{ Type: 'tmpfs', Target: '/cache', TmpfsOptions: { SizeBytes: 1 << 20, Mode: 0o700 } }],
    Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
    RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
    Binds: null,
    Privileged: false,
  })
  expect(NetworkSettings.Ports).toEqual({
    '80/tcp': [{ HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) }],
    '53/udp': [{ HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) }],
    '81/tcp': null,
  })
  expect(NetworkSettings.Networks.bridge).toMatchObject({ IPPrefixLen: expect.any(Number), Links: null })
  expect(State.Health?.Status).toMatch(/starting|healthy/)
  await expect
    .poll(async () => (await engine.containers.inspect(container.id)).State.Health)
    .toMatchObject({
      Status: 'healthy',
      FailingStreak: 0,
      Log: expect.arrayContaining([expect.objectContaining({ ExitCode: 0, Output: '' })]),
    })
})

test('a container can be made again from what inspect answers', async () => {
  await using engine = await Engine.connect()
  await using first = await createContainer(engine, { Env: ['A=1'], HostConfig: { Tmpfs: { '/x': '' } } })
  const { Config, HostConfig } = await engine.containers.inspect(first.id)
  await using second = await createContainer(engine, { ...Config, HostConfig, Hostname: 'second' })
  const copy = await engine.containers.inspect(second.id)
  expect(copy.HostConfig).toEqual(HostConfig)
  expect(copy.Config).toEqual({ ...Config, Hostname: 'second' })
})

test('an image that is not there is a NotFoundError with the words of the engine', async () => {
  await using engine = await Engine.connect()
  const create = engine.containers.create({ Image: 'slipway-nowhere:1' })
  await expect(create).rejects.toThrowErrorMatchingInlineSnapshot(
    '[NotFoundError: No such image: slipway-nowhere:1 (`POST /containers/create` answered 404)]',
  )
})

test('a name that is in use is a ConflictError, at creation and at renaming', async () => {
  await using engine = await Engine.connect()
  await using first = await createContainer(engine)
  await using second = await createContainer(engine)
  await expect(engine.containers.create({ Image: BUSYBOX }, { name: first.name })).rejects.toThrow(ConflictError)
  await expect(engine.containers.rename(second.id, first.name)).rejects.toThrow(ConflictError)
})

test('a request that makes no sense is a BadRequestError', async () => {
  await using engine = await Engine.connect()
  await expect(engine.containers.create({ Image: BUSYBOX }, { name: 'no spaces' })).rejects.toThrow(BadRequestError)
  const HostConfig = { Memory: 1 }
  await expect(engine.containers.create({ Image: BUSYBOX, HostConfig })).rejects.toThrow(BadRequestError)
})

test('a command that does not exist and a port in use fail at the start', async () => {
  await using engine = await Engine.connect()
  await using broken = await createContainer(engine, { Cmd: ['/no/such/program'] })
  await expect(engine.containers.start(broken.id)).rejects.toThrow(BadRequestError)
  expect((await engine.containers.inspect(broken.id)).State).toMatchObject({ Status: 'created', ExitCode: 127 })
  const ports = (HostPort: string) => ({
    ExposedPorts: { '80/tcp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort }] } },
  })
  await using first = await startContainer(engine, ports(''))
  const taken = (await engine.containers.inspect(first.id)).NetworkSettings.Ports['80/tcp']?.[0]?.HostPort ?? ''
  await using second = await createContainer(engine, ports(taken))
  await expect(engine.containers.start(second.id)).rejects.toThrow(ServerError)
})

test('lists are narrowed by filters and tell sizes when asked', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  const Labels = { [label]: 'a=b' }
  await using running = await startContainer(engine, { Labels, Cmd: ['sh', '-c', 'echo 12345 > /file; sleep 1000'] })
  await using created = await createContainer(engine, { Labels })
  const ids = async (options: Parameters<typeof engine.containers.list>[0]) =>
    (await engine.containers.list(options)).map(({ Id }) => Id)
  const filters = { label: [label] }
  expect(await ids({ filters })).toEqual([running.id])
  expect(await ids({ filters, all: true })).toEqual([created.id, running.id])
  expect(await ids({ filters, limit: 1 })).toEqual([created.id])
  expect(await ids({ filters: { ...filters, status: ['created'] } })).toEqual([created.id])
  expect(await ids({ all: true, filters: { label: [`${label}=a=b`], name: [`^/${running.name}$`] } })).toEqual([
    running.id,
  ])
  expect(await ids({ all: true, filters: { label: [`${label}=other`] } })).toEqual([])
  expect(await ids({ all: true, filters: { ...filters, ancestor: [BUSYBOX], exited: ['5'] } })).toEqual([])
  const [summary] = await engine.containers.list({ filters, size: true })
  expect(summary).toMatchObject({
    Names: [`/${running.name}`],
    Image: BUSYBOX,
    State: 'running',
    Labels,
    Ports: [],
    Mounts: [],
    HostConfig: { NetworkMode: 'default' },
    SizeRootFs: expect.any(Number),
  })
  const { SizeRw, SizeRootFs } = await engine.containers.inspect(running.id, { size: true })
  expect(SizeRw).toBeGreaterThan(0)
  expect(SizeRootFs).toBeGreaterThan(1000)
})

test('a restart, a rename, a pause and an update leave it running', async () => {
  await using engine = await Engine.connect()
  const { containers } = engine
  await using container = await startContainer(engine)
  await containers.restart(container.id, { timeoutSeconds: 0 })
  const name = uniqueName()
  await containers.rename(container.id, name)
  await containers.pause(name)
  expect((await containers.inspect(name)).State).toMatchObject({ Status: 'paused', Paused: true, Running: true })
  await expect(containers.pause(name)).rejects.toThrow(ConflictError)
  await containers.unpause(name)
  await expect(
    containers.update(name, { Memory: 32 << 20, MemorySwap: 64 << 20, RestartPolicy: { Name: 'always' } }),
  ).resolves.toEqual({
    Warnings: null,
  })
  const { State, HostConfig } = await containers.inspect(name)
  expect(State.Status).toBe('running')
  expect(HostConfig).toMatchObject({ Memory: 32 << 20, RestartPolicy: { Name: 'always' } })
})

test('a signal reaches the process, and a container that does not run refuses it', async () => {
  await using engine = await Engine.connect()
  const Cmd = ['sh', '-c', 'trap "exit 42" USR1; echo ready; while :; do sleep 0.05; done']
  await using container = await startContainer(engine, { Cmd })
  const logs = await engine.containers.logs(container.id, { follow: true })
  await logs.lines().next()
  const exit = engine.containers.wait(container.id)
  await engine.containers.kill(container.id, { killSignal: 'SIGUSR1' })
  await expect(exit).resolves.toMatchObject({ StatusCode: 42 })
  await expect(engine.containers.kill(container.id)).rejects.toThrow(ConflictError)
})

test('a running container is removed only by force, its anonymous volumes only when asked', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine, { Volumes: { '/data': {} } })
  await expect(engine.containers.remove(container.id)).rejects.toThrow(ConflictError)
  const { Mounts } = await engine.containers.inspect(container.id)
  expect(Mounts).toMatchObject([{ Type: 'volume', Destination: '/data', Driver: 'local', RW: true }])
  await engine.containers.remove(container.id, { force: true, volumes: true })
  await expect(engine.volumes.inspect(Mounts[0]?.Name ?? '')).rejects.toThrow(NotFoundError)
})

test('a prune removes the stopped containers with that label and no others', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  await using stopped = await createContainer(engine, { Labels: { [label]: '' } })
  await using running = await startContainer(engine, { Labels: { [label]: '' } })
  await using other = await createContainer(engine)
  const filters = { label: [label] }
  await expect(engine.containers.prune({ filters })).resolves.toEqual({
    ContainersDeleted: [stopped.id],
    SpaceReclaimed: 0,
  })
  await expect(engine.containers.prune({ filters })).resolves.toMatchObject({ ContainersDeleted: null })
  await expect(engine.containers.inspect(running.id)).resolves.toBeDefined()
  await expect(engine.containers.inspect(other.id)).resolves.toBeDefined()
})

test('a wait tells the exit code', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, { Cmd: ['sh', '-c', 'exit 3'] })
  const { exit } = await engine.containers.openWait(container.id, { condition: 'next-exit' })
  await engine.containers.start(container.id)
  await expect(exit).resolves.toMatchObject({ StatusCode: 3 })
  await expect(engine.containers.wait(container.id)).resolves.toMatchObject({ StatusCode: 3 })
  await expect(engine.containers.wait('slipway-nowhere')).rejects.toThrow(NotFoundError)
})

test('a wait for removal ends when the container is gone', async () => {
  await using engine = await Engine.connect()
  await using container = await createContainer(engine, { Cmd: ['true'], HostConfig: { AutoRemove: true } })
  const { exit } = await engine.containers.openWait(container.id, { condition: 'removed' })
  await engine.containers.start(container.id)
  await expect(exit).resolves.toMatchObject({ StatusCode: 0 })
  await expect(engine.containers.inspect(container.id)).rejects.toThrow(NotFoundError)
})

test('processes, usage and changed files are told', async () => {
  await using engine = await Engine.connect()
  const { containers } = engine
  await using container = await startContainer(engine, {
    Cmd: ['sh', '-c', 'echo x > /new; rm /bin/vi; exec sleep 1000'],
  })
  const { Titles, Processes } = await containers.top(container.id, { psArgs: '-o pid,args' })
  expect(Titles).toEqual(['PID', 'COMMAND'])
  await expect.poll(async () => (await containers.top(container.id)).Processes.flat()).toContain('sleep 1000')
  expect(Processes).toHaveLength(1)
  const stats = await containers.stats(container.id, { oneShot: true })
  expect(stats).toMatchObject({
    id: container.id,
    name: `/${container.name}`,
    num_procs: 0,
    cpu_stats: { cpu_usage: { total_usage: expect.any(Number) }, online_cpus: expect.any(Number) },
    memory_stats: { usage: expect.any(Number), limit: expect.any(Number) },
    pids_stats: { current: 1 },
    networks: { eth0: { rx_bytes: expect.any(Number) } },
  })
  expect(await containers.changes(container.id)).toEqual(expect.arrayContaining([{ Path: '/new', Kind: 1 }]))
  await using untouched = await createContainer(engine)
  expect(await containers.changes(untouched.id)).toEqual([])
})

test('followed usage comes until the loop is left', async () => {
  await using engine = await Engine.connect()
  await using container = await startContainer(engine)
  const reads: string[] = []
  for await (const { read } of engine.containers.followStats(container.id)) if (reads.push(read) === 2) break
  expect(new Set(reads).size).toBe(2)
  await expect(engine.containers.followStats('slipway-nowhere').next()).rejects.toThrow(NotFoundError)
})

test('a container takes part in a network under its aliases', async () => {
  await using engine = await Engine.connect()
  const name = uniqueName()
  const { Id } = await engine.networks.create({ Name: name })
  await using _network = owned({}, () => engine.networks.remove(Id))
  await using container = await startContainer(engine, {
    HostConfig: { NetworkMode: name },
    NetworkingConfig: { EndpointsConfig: { [name]: { Aliases: ['web'] } } },
  })
  const { NetworkSettings } = await engine.containers.inspect(container.id)
  expect(NetworkSettings.Networks).toMatchObject({
    [name]: { NetworkID: Id, Aliases: expect.arrayContaining(['web']) },
  })
})
