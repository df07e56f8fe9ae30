import { expect, test } from 'vitest'
import {
  BadRequestError,
  ConflictError,
  Engine,
  NotFoundError,
  ServerError,
  UnsupportedError,
} from '../../src/api/index.ts'
import { engineTraits } from './support/engine-traits.ts'
import { BUSYBOX, createContainer, owned, startContainer, uniqueName } from './support/resources.ts'

const traits = await engineTraits()
const busyboxName = traits.pick({ docker: BUSYBOX, podman: `docker.io/library/${BUSYBOX}` })

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
      Ulimits: [
        { Name: 'nofile', Soft: 100, Hard: 200 },
        { Name: 'nproc', Soft: 100, Hard: 200 },
      ],
      ExtraHosts: ['other:10.0.0.1'],
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
      CapDrop: ['NET_RAW'],
      Init: true,
    },
  })
  const { Config, HostConfig, NetworkSettings, State, Name } = await engine.containers.inspect(container.id)
  expect(Name).toBe(`/${container.name}`)
  expect(Config).toMatchObject({
    Image: busyboxName,
    Entrypoint: ['sleep'],
    Cmd: ['1000'],
    Env: expect.arrayContaining(['A=1', 'B=x=y']),
    User: '1:2',
    WorkingDir: '/tmp',
    Hostname: 'box',
    Labels: { 'slipway.test': 'größe "1"' },
    StopSignal: traits.pick({ docker: 'SIGINT', podman: '2' }),
    Healthcheck: { Test: ['CMD', 'true'], Interval: 50_000_000, Retries: 2 },
  })
  expect(HostConfig).toMatchObject({
    Memory: 64 << 20,
    NanoCpus: 500_000_000,
    // Podman says what it made of them: its own options, mounts among the others, limits by their long names.
    ...traits.pick({
      docker: {
        Tmpfs: { '/scratch': 'size=1m' },
        Mounts: [{ Type: 'tmpfs', Target: '/cache', TmpfsOptions: { SizeBytes: 1 << 20, Mode: 0o700 } }],
        Ulimits: expect.arrayContaining([{ Name: 'nofile', Soft: 100, Hard: 200 }]),
        Binds: null,
      },
      podman: {
        Tmpfs: {
          '/scratch': expect.stringContaining('size=1m,'),
          '/cache': expect.stringContaining('size=1048576,mode=700,'),
        },
        Ulimits: expect.arrayContaining([{ Name: 'RLIMIT_NOFILE', Soft: 100, Hard: 200 }]),
        Binds: [],
      },
    }),
    RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
    Privileged: false,
  })
  expect(NetworkSettings.Ports).toEqual({
    '80/tcp': [{ HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) }],
    '53/udp': [{ HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) }],
    '81/tcp': null,
  })
  const network = traits.pick({ docker: 'bridge', podman: 'podman' })
  expect(NetworkSettings.Networks[network]).toMatchObject({ IPPrefixLen: expect.any(Number), Links: null })
  expect(State.Health?.Status).toMatch(/starting|healthy/)
  if (!traits.runsHealthChecks) return
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
  const again = () => createContainer(engine, { ...Config, HostConfig, Hostname: 'second' })
  // Podman 4 does not understand its own names of limits.
  if (traits.isPodman && traits.major === 4)
    return await expect(again()).rejects.toThrow('invalid ulimit type: RLIMIT_NOFILE')
  await using second = await again()
  const copy = await engine.containers.inspect(second.id)
  expect(copy.HostConfig).toEqual({ ...HostConfig, Annotations: copy.HostConfig.Annotations })
  // Podman notes the limits that are its default once it finds them in a request.
  expect(copy.HostConfig.Annotations).toEqual(
    traits.pick({ docker: HostConfig.Annotations, podman: { 'io.podman.annotations.pids-limit': '2048' } }),
  )
  expect(copy.Config).toEqual({ ...Config, Env: copy.Config.Env, Hostname: 'second' })
  const Env = [...(Config.Env ?? []), ...traits.pick({ docker: [], podman: ['HOSTNAME=second'] })]
  expect(copy.Config.Env?.toSorted()).toEqual(Env.toSorted())
})

test('an image that is not there is a NotFoundError with the words of the engine', async () => {
  await using engine = await Engine.connect()
  const create = engine.containers.create({ Image: 'slipway-nowhere:1' })
  const error: unknown = await create.catch((reason: unknown) => reason)
  const words = traits.pick({
    docker: 'No such image: slipway-nowhere:1',
    podman: 'no such image: docker.io/library/slipway-nowhere:1: image not known',
  })
  expect(String(error)).toBe(`NotFoundError: ${words} (\`POST /containers/create\` answered 404)`)
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
  // Podman looks at limits only when it starts.
  const container = createContainer(engine, { HostConfig: { Memory: 1 } })
  if (!traits.isPodman) return await expect(container).rejects.toThrow(BadRequestError)
  await using created = await container
  await expect(engine.containers.start(created.id)).rejects.toThrow(ServerError)
})

test('a command that does not exist and a port in use fail at the start', async () => {
  await using engine = await Engine.connect()
  await using broken = await createContainer(engine, { Cmd: ['/no/such/program'] })
  await expect(engine.containers.start(broken.id)).rejects.toThrow(BadRequestError)
  const ExitCode = traits.pick({ docker: 127, podman: 0 })
  expect((await engine.containers.inspect(broken.id)).State).toMatchObject({ Status: 'created', ExitCode })
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
  // Podman 4 compares names without their slash.
  const slash = traits.pick({ docker: '/', podman: '/', podman4: '' })
  expect(await ids({ filters })).toEqual([running.id])
  // Docker lists the newest first. Podman lists as it finds them.
  const all = traits.pick({
    docker: [created.id, running.id],
    podman: expect.arrayContaining([created.id, running.id]),
  })
  expect(await ids({ filters, all: true })).toEqual(all)
  expect(await ids({ filters, limit: 1 })).toEqual(traits.pick({ docker: [created.id], podman: [expect.any(String)] }))
  expect(await ids({ filters: { ...filters, status: ['created'] } })).toEqual([created.id])
  expect(await ids({ all: true, filters: { label: [`${label}=a=b`], name: [`^${slash}${running.name}$`] } })).toEqual([
    running.id,
  ])
  expect(await ids({ all: true, filters: { label: [`${label}=other`] } })).toEqual([])
  expect(await ids({ all: true, filters: { ...filters, ancestor: [BUSYBOX], exited: ['5'] } })).toEqual([])
  const [summary] = await engine.containers.list({ filters, size: true })
  expect(summary).toMatchObject({
    Names: [`/${running.name}`],
    Image: busyboxName,
    State: 'running',
    Labels,
    Ports: [],
    Mounts: [],
    ...traits.pick({
      docker: { HostConfig: { NetworkMode: expect.stringMatching(/^(default|bridge)$/) } },
      podman: {},
    }),
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
  const update = containers.update(name, {
    Memory: 32 << 20,
    MemorySwap: 64 << 20,
    RestartPolicy: { Name: 'always' },
  })
  if (traits.isPodman && traits.major === 4) return await expect(update).rejects.toThrow(UnsupportedError)
  await expect(update).resolves.toEqual({ Warnings: null })
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
    // Docker 29 counts the folders of a file system in which nothing was written.
    SpaceReclaimed: traits.hasContainerdStore ? expect.any(Number) : 0,
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
  // Podman 4 asks the container's own ps, and does not part its columns.
  expect(Titles).toEqual(
    traits.pick({ docker: ['PID', 'COMMAND'], podman: ['PID', 'COMMAND'], podman4: ['PID   COMMAND'] }),
  )
  await expect
    .poll(async () => (await containers.top(container.id)).Processes.flat())
    .toContain(traits.pick({ docker: 'sleep 1000', podman: 'sleep 1000', podman4: '1 root     sleep 1000' }))
  expect(Processes).toHaveLength(1)
  const stats = await containers.stats(container.id, { oneShot: true })
  // Docker 26 to 28 do not say whose they are where they are asked for once.
  const whose = [26, 27, 28].includes(traits.major)
    ? {}
    : traits.pick({
        docker: { id: container.id, name: `/${container.name}` },
        podman: { id: container.id, name: container.name },
        podman4: { Id: container.id, name: container.name },
      })
  expect(stats).toMatchObject({
    ...whose,
    num_procs: 0,
    cpu_stats: { cpu_usage: { total_usage: expect.any(Number) }, online_cpus: expect.any(Number) },
    memory_stats: { usage: expect.any(Number), limit: expect.any(Number) },
    pids_stats: { current: 1 },
    networks: {
      [traits.pick({ docker: 'eth0', podman: 'eth0', podman4: 'network' })]: { rx_bytes: expect.any(Number) },
    },
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
  // Podman 4 names a network where its id belongs.
  const NetworkID = traits.pick({ docker: Id, podman: Id, podman4: name })
  expect(NetworkSettings.Networks).toMatchObject({
    [name]: { NetworkID, Aliases: expect.arrayContaining(['web']) },
  })
})
