import { expect } from 'vitest'
import {
  BadRequestError,
  ConflictError,
  Engine,
  type LogLine,
  NotFoundError,
  type OutputStream,
  type TaskContainerSpec,
} from '../../src/api/index.ts'
import { ensureRegistries } from '../testbed/registry.ts'
import { engineTraits } from './support/engine-traits.ts'
import { BUSYBOX, owned, uniqueName } from './support/resources.ts'
import { areRunning, createService, inSequence, swarmOfThisFile, untilTasks } from './support/swarm.ts'
import { tarOf } from './support/tar.ts'
import { testDocker } from './support/test-docker.ts'

const test = testDocker(
  (engine) => engine.services.list(),
  (engine) => engine.tasks.list(),
)

swarmOfThisFile()

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The first lines of a log, followed until there are that many. */
const firstLines = async (log: OutputStream, count: number): Promise<LogLine[]> => {
  const lines: LogLine[] = []
  for await (const line of log.lines()) {
    lines.push(line)
    if (lines.length === count) break
  }
  return lines
}

test('a service runs what was asked for, with its secret and its config', async () => {
  await using engine = await Engine.connect()
  const secretName = uniqueName()
  const configName = uniqueName()
  const secret = await engine.secrets.create({ Name: secretName, Data: base64('geheim') })
  await using _secret = owned({}, () => engine.secrets.remove(secret.ID))
  const config = await engine.configs.create({
    Name: configName,
    Data: base64('slot {{.Task.Slot}} of {{.Service.Name}}\n'),
    Templating: { Name: 'golang' },
  })
  await using _config = owned({}, () => engine.configs.remove(config.ID))
  const container = {
    Image: BUSYBOX,
    Command: ['sh', '-c'],
    Args: ['stat -c "%a %u" /run/secrets/s; cat /run/secrets/s; echo; cat /c; pwd; echo "$A $(hostname)"; sleep 1000'],
    Env: ['A={{.Task.Slot}}'],
    Dir: '/tmp',
    Hostname: 'h-{{.Task.Slot}}',
    Labels: { inner: 'yes' },
    Hosts: ['10.1.2.3 elsewhere'],
    Healthcheck: { Test: ['CMD', 'true'], Interval: 1_000_000_000 },
    Secrets: [{ SecretID: secret.ID, SecretName: secretName, File: { Name: 's', UID: '7', GID: '7', Mode: 0o440 } }],
    Configs: [{ ConfigID: config.ID, ConfigName: configName, File: { Name: '/c', UID: '0', GID: '0', Mode: 0o444 } }],
    CapabilityDrop: ['CAP_NET_RAW'],
    Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
    Init: true,
    ReadOnly: true,
    Mounts: [{ Type: 'tmpfs', Target: '/scratch', TmpfsOptions: { SizeBytes: 1_048_576 } }],
  } as const satisfies TaskContainerSpec
  const Resources = {
    Limits: { MemoryBytes: 64 * 2 ** 20, NanoCPUs: 500_000_000, Pids: 50 },
    Reservations: { MemoryBytes: 8 * 2 ** 20 },
  }
  const Placement = { Constraints: ['node.role==manager'], MaxReplicas: 5 }
  await using service = await createService(engine, container, {
    Labels: { outer: 'yes' },
    task: { Resources, Placement },
    Mode: { Replicated: { Replicas: 2 } },
  })
  const inspected = await engine.services.inspect(service.name)
  expect(inspected).toMatchObject({
    ID: service.id,
    Spec: {
      Name: service.name,
      Labels: { outer: 'yes' },
      TaskTemplate: { ContainerSpec: container, Resources, Placement, Runtime: 'container' },
      Mode: { Replicated: { Replicas: 2 } },
      EndpointSpec: { Mode: 'dnsrr' },
    },
    Endpoint: { Spec: expect.any(Object) },
  })
  const tasks = await untilTasks(engine, service.id, areRunning(2))
  expect(tasks.map(({ Slot }) => Slot).sort()).toEqual([1, 2])
  const first = tasks.find(({ Slot }) => Slot === 1)
  const log = await engine.tasks.logs(first?.ID ?? '', { follow: true })
  const printed = (await firstLines(log, 5)).map(({ text }) => text)
  await expect(engine.secrets.remove(secret.ID)).rejects.toThrow(BadRequestError)
  await expect(engine.configs.remove(config.ID)).rejects.toThrow(BadRequestError)
  expect(printed).toEqual(['440 7', 'geheim', `slot 1 of ${service.name}`, '/tmp', '1 h-1'])
})

test('a task is the container of a service, and says how it is', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  await using service = await createService(engine, { Command: ['sleep', '1000'], Labels: { [label]: '1' } })
  const [task] = await untilTasks(engine, service.id, areRunning(1))
  const inspected = await engine.tasks.inspect(task?.ID ?? '')
  expect(inspected).toMatchObject({
    ServiceID: service.id,
    Slot: 1,
    NodeID: (await engine.system.info()).Swarm.NodeID,
    Spec: { ContainerSpec: { Image: BUSYBOX, Command: ['sleep', '1000'] } },
    Status: { State: 'running', Message: 'started', ContainerStatus: { ExitCode: 0 }, PortStatus: {} },
    DesiredState: 'running',
    Labels: {},
  })
  const container = await engine.containers.inspect(inspected.Status.ContainerStatus?.ContainerID ?? '')
  expect(container.State.Pid).toBe(inspected.Status.ContainerStatus?.PID)
  expect(container.Name).toBe(`/${service.name}.1.${task?.ID}`)
  expect(container.Config.Labels).toMatchObject({ [label]: '1', 'com.docker.swarm.service.name': service.name })
  const ids = async (filters: NonNullable<Parameters<typeof engine.tasks.list>[0]>['filters']) =>
    (await engine.tasks.list({ filters })).map(({ ID }) => ID)
  expect(await ids({ service: [service.name], 'desired-state': ['running'], id: [inspected.ID] })).toEqual([task?.ID])
  expect(await ids({ service: [service.name], 'desired-state': ['shutdown'] })).toEqual([])
  expect(await ids({ node: [inspected.NodeID ?? ''], name: [service.name] })).toEqual([task?.ID])
  await engine.services.remove(service.name)
  await expect(ids({ service: [service.name] })).rejects.toThrow(NotFoundError)
  await expect.poll(() => ids({ id: [inspected.ID] }), { timeout: 30_000 }).toEqual([])
})

test('services are found by their labels, mode and name, with how many tasks run', async () => {
  await using engine = await Engine.connect()
  const label = uniqueName()
  const Labels = { [label]: '1' }
  await using one = await createService(engine, { Command: ['sleep', '1000'] }, { Labels })
  await using global = await createService(engine, { Command: ['sleep', '1000'] }, { Labels, Mode: { Global: {} } })
  const names = async (filters: NonNullable<Parameters<typeof engine.services.list>[0]>['filters']) =>
    (await engine.services.list({ filters })).map(({ Spec }) => Spec.Name).sort()
  expect(await names({ label: [`${label}=1`] })).toEqual([one.name, global.name].sort())
  expect(await names({ label: [label], mode: ['global'] })).toEqual([global.name])
  expect(await names({ name: [one.name], id: [one.id] })).toEqual([one.name])
  await untilTasks(engine, one.id, areRunning(1))
  await untilTasks(engine, global.id, areRunning(1))
  const status = { RunningTasks: 1, DesiredTasks: 1, CompletedTasks: 0 }
  const listed = await engine.services.list({ status: true, filters: { label: [label] } })
  expect(listed.map(({ ServiceStatus }) => ServiceStatus)).toEqual([status, status])
  expect((await engine.services.list({ filters: { id: [one.id] } }))[0]?.ServiceStatus).toBeUndefined()
  const { Spec } = await engine.services.inspect(one.id, { insertDefaults: true })
  expect(Spec).toMatchObject({
    Mode: { Replicated: { Replicas: 1 } },
    UpdateConfig: { Parallelism: 1, FailureAction: 'pause', Monitor: 5_000_000_000, Order: 'stop-first' },
    RollbackConfig: { Parallelism: 1, FailureAction: 'pause' },
    TaskTemplate: { RestartPolicy: { Condition: 'any', Delay: 5_000_000_000, MaxAttempts: 0 } },
  })
  // Replicas are asked for where nothing else is, and kinds do not change.
  const { Version } = await engine.services.inspect(one.id)
  const changed = engine.services.update(one.id, { ...Spec, Mode: { Global: {} } }, { version: Version.Index })
  await expect(changed).rejects.toThrow(/service mode change is not allowed/)
})

test('an update replaces the tasks, and a rollback brings the old ones back', async () => {
  await using engine = await Engine.connect()
  const Command = ['sh', '-c', 'echo $A; sleep 1000']
  const UpdateConfig = { Parallelism: 1, Monitor: 1_000_000, Order: 'start-first' } as const
  await using service = await createService(
    engine,
    { Command, Env: ['A=old'] },
    { UpdateConfig, RollbackConfig: UpdateConfig },
  )
  await untilTasks(engine, service.id, areRunning(1))
  const before = await engine.services.inspect(service.id)
  const { ContainerSpec = { Image: BUSYBOX } } = before.Spec.TaskTemplate
  const TaskTemplate = { ...before.Spec.TaskTemplate, ContainerSpec: { ...ContainerSpec, Env: ['A=new'] } }
  const spec = { ...before.Spec, TaskTemplate, Mode: { Replicated: { Replicas: 2 } } }
  const version = before.Version.Index
  await engine.services.update(service.id, spec, { version })
  await expect(engine.services.update(service.id, spec, { version })).rejects.toThrow(ConflictError)
  const until = async (state: string) => {
    const current = async () => (await engine.services.inspect(service.id)).UpdateStatus?.State
    await expect.poll(current, { timeout: 30_000 }).toBe(state)
    return engine.services.inspect(service.id)
  }
  const updated = await until('completed')
  expect(updated.Spec).toEqual(spec)
  expect(updated.PreviousSpec).toEqual(before.Spec)
  expect(updated.UpdateStatus).toMatchObject({ Message: 'update completed', CompletedAt: expect.any(String) })
  const running = { service: [service.id], 'desired-state': ['running'] } as const
  const environments = async () =>
    (await engine.tasks.list({ filters: running })).map(({ Spec }) => Spec.ContainerSpec?.Env?.join())
  expect(await environments()).toEqual(['A=new', 'A=new'])
  await inSequence(async () => {
    const { Version } = await engine.services.inspect(service.id)
    await engine.services.update(service.id, spec, { version: Version.Index, rollback: 'previous' })
  })
  const back = await until('rollback_completed')
  expect(back.Spec).toEqual(before.Spec)
  expect(await environments()).toEqual(['A=old'])
})

test('a job runs its tasks to their end, and no more', async () => {
  await using engine = await Engine.connect()
  await using service = await createService(
    engine,
    { Command: ['echo', 'done'] },
    { Mode: { ReplicatedJob: { MaxConcurrent: 2, TotalCompletions: 3 } }, EndpointSpec: undefined },
  )
  const completed = ({ Status }: { Status: { State: string } }) => Status.State === 'complete'
  const tasks = await untilTasks(engine, service.id, (all) => all.filter(completed).length === 3)
  const { JobStatus } = await engine.services.inspect(service.id)
  expect(tasks.map(({ JobIteration }) => JobIteration)).toEqual(tasks.map(() => JobStatus?.JobIteration))
  expect(tasks.map(({ DesiredState }) => DesiredState)).toEqual(['complete', 'complete', 'complete'])
  const [listed] = await engine.services.list({ status: true, filters: { mode: ['replicated-job'], id: [service.id] } })
  expect(listed).toMatchObject({ ServiceStatus: { CompletedTasks: 3 }, Endpoint: { Spec: {} } })
  const { stdout } = await (await engine.services.logs(service.id)).text()
  expect(stdout).toBe('done\n'.repeat(3))
})

test('the log of a service is told apart by stream and by task', async () => {
  await using engine = await Engine.connect()
  const Command = ['sh', '-c', 'echo out; echo err >&2; echo last; sleep 1000']
  await using service = await createService(engine, { Command }, { Mode: { Replicated: { Replicas: 2 } } })
  const tasks = await untilTasks(engine, service.id, areRunning(2))
  const all = await firstLines(await engine.services.logs(service.id, { follow: true }), 6)
  expect(all.map(({ stream, text }) => `${stream} ${text}`).sort()).toEqual([
    ...Array(2).fill('stderr err'),
    ...Array(2).fill('stdout last'),
    ...Array(2).fill('stdout out'),
  ])
  const lines = async (log: Promise<OutputStream>) => firstLines(await log, 1000)
  const timed = await lines(engine.services.logs(service.id, { details: true, timestamps: true, stderr: false }))
  const details = tasks.map(({ ID, NodeID }) =>
    [`com.docker.swarm.node.id=${NodeID}`, `service.id=${service.id}`, `task.id=${ID}`].join(',com.docker.swarm.'),
  )
  expect(timed.map(({ text }) => text).sort()).toEqual(details.flatMap((it) => [`${it} last`, `${it} out`]).sort())
  for (const { time } of timed) expect(Math.abs((time?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  expect(await lines(engine.services.logs(service.id, { tail: 1 }))).toHaveLength(2)
  const [task] = tasks
  expect(await lines(engine.tasks.logs(task?.ID ?? '', { stdout: false }))).toEqual([{ stream: 'stderr', text: 'err' }])
  expect(await lines(engine.tasks.logs(task?.ID ?? '', { since: Date.now() / 1000 + 60 }))).toEqual([])
  await expect(engine.services.logs(service.id, { stdout: false, stderr: false })).rejects.toThrow(
    /at least one (stream|of 'stdout' or 'stderr')/,
  )
})

test('the log of a terminal is one stream, which the engine is asked for', async () => {
  await using engine = await Engine.connect()
  await using service = await createService(engine, {
    Command: ['sh', '-c', 'echo out; echo err >&2; sleep 1000'],
    TTY: true,
  })
  const [task] = await untilTasks(engine, service.id, areRunning(1))
  const expected = [
    { stream: 'stdout', text: 'out' },
    { stream: 'stdout', text: 'err' },
  ]
  expect(await firstLines(await engine.services.logs(service.id, { follow: true }), 2)).toEqual(expected)
  expect(await firstLines(await engine.tasks.logs(task?.ID ?? '', { follow: true }), 2)).toEqual(expected)
})

test('a task that cannot run says why', async () => {
  await using engine = await Engine.connect()
  const RestartPolicy = { Condition: 'none' } as const
  const container = { Image: 'slipway-nowhere:1' }
  await using nowhere = await createService(engine, container, {
    task: { RestartPolicy },
  })
  const [rejected] = await untilTasks(engine, nowhere.id, ([task]) => task?.Status.State === 'rejected')
  const Err = (await engineTraits()).hasContainerdStore
    ? expect.stringMatching(/docker\.io\/library\/slipway-nowhere:1: not found$/)
    : 'No such image: slipway-nowhere:1'
  expect(rejected?.Status).toMatchObject({ Err, Message: 'preparing' })
  await using failed = await createService(engine, { Command: ['sh', '-c', 'exit 3'] }, { task: { RestartPolicy } })
  const [task] = await untilTasks(engine, failed.id, ([task]) => task?.Status.State === 'failed')
  expect(task?.Status).toMatchObject({ Err: 'task: non-zero exit (3)', ContainerStatus: { ExitCode: 3 } })
})

test('a service that makes no sense is refused', async () => {
  await using engine = await Engine.connect()
  await using service = await createService(engine, { Command: ['sleep', '1000'] })
  const { services } = engine
  const { Spec, Version } = await services.inspect(service.id)
  await expect(services.create(Spec)).rejects.toThrow(ConflictError)
  await expect(services.create({ ...Spec, Name: 'not/a/name' })).rejects.toThrow(BadRequestError)
  const Ports = [{ TargetPort: 80, PublishMode: 'ingress' }] as const
  const noAddress = services.create({ ...Spec, Name: uniqueName(), EndpointSpec: { Mode: 'dnsrr', Ports } })
  await expect(noAddress).rejects.toThrow(BadRequestError)
  const noConstraint = { ...Spec, TaskTemplate: { ...Spec.TaskTemplate, Placement: { Constraints: ['nonsense'] } } }
  await expect(services.update(service.id, noConstraint, { version: Version.Index })).rejects.toThrow(/constraint/)
})

test('a service is in its networks, and its ports are on the node', async () => {
  await using engine = await Engine.connect()
  const network = await engine.networks.create({ Name: uniqueName(), Driver: 'overlay', Attachable: true })
  await using _network = owned({}, async () => {
    // The engine takes the network from its tasks only after the answer.
    const remove = () =>
      engine.networks.remove(network.Id).then(
        () => 'gone',
        (error: unknown) => {
          if (error instanceof NotFoundError) return 'gone'
          return String(error)
        },
      )
    await expect.poll(remove, { timeout: 30_000 }).toBe('gone')
  })
  const Networks = [{ Target: network.Id, Aliases: ['web'] }]
  await using service = await createService(
    engine,
    { Command: ['httpd', '-f'] },
    {
      task: { Networks },
      EndpointSpec: { Mode: 'dnsrr', Ports: [{ TargetPort: 80, PublishMode: 'host' }] },
    },
  )
  const [task] = await untilTasks(engine, service.id, areRunning(1))
  expect(task?.NetworksAttachments).toMatchObject([
    {
      Network: {
        ID: network.Id,
        Spec: { Attachable: true, DriverConfiguration: { Name: 'overlay' }, Scope: 'swarm' },
        DriverState: { Name: 'overlay' },
        IPAMOptions: { Configs: [{ Subnet: expect.stringMatching(/\/24$/) }] },
      },
      Addresses: [expect.stringMatching(/\/24$/)],
    },
  ])
  // An engine with IPv6 tells it twice.
  expect(task?.Status.PortStatus.Ports).toContainEqual({
    Protocol: 'tcp',
    TargetPort: 80,
    PublishedPort: expect.any(Number),
    PublishMode: 'host',
  })
})

test('a private image reaches the nodes with the credentials that the service was given', async () => {
  await using engine = await Engine.connect()
  const { guarded, username, password } = await ensureRegistries()
  const name = `${guarded}/library/slipway-test:${uniqueName()}`
  const auth = { username, password, serveraddress: guarded }
  await engine.images.build(tarOf({ Dockerfile: `FROM ${BUSYBOX}\nLABEL name=${name}\n` }), { t: [name] })
  await using _image = owned({}, () => engine.images.remove(name, { force: true }))
  await engine.images.push(name, { auth })
  await engine.images.remove(name)
  const ContainerSpec = { Image: name, Command: ['sleep', '1000'], StopGracePeriod: 1_000_000 }
  const TaskTemplate = { ContainerSpec, RestartPolicy: { Condition: 'none' } } as const
  const spec = { Name: uniqueName(), TaskTemplate, EndpointSpec: { Mode: 'dnsrr' } } as const
  const { ID } = await engine.services.create(spec)
  await using _service = owned({}, () => engine.services.remove(ID))
  await untilTasks(engine, ID, ([task]) => task?.Status.State === 'rejected')
  const update = (ForceUpdate: number, options: { auth?: typeof auth; registryAuthFrom?: 'spec' } = {}) =>
    inSequence(async () => {
      const { Version } = await engine.services.inspect(ID)
      const changed = { ...spec, TaskTemplate: { ...TaskTemplate, ForceUpdate } }
      return engine.services.update(ID, changed, { version: Version.Index, ...options })
    })
  await update(1, { auth })
  await untilTasks(engine, ID, areRunning(1))
  await update(2, { registryAuthFrom: 'spec' })
  const isSecond = ({ Spec }: { Spec: { ForceUpdate?: number | undefined } }) => Spec.ForceUpdate === 2
  await untilTasks(engine, ID, (tasks) => tasks.some((task) => isSecond(task) && task.Status.State === 'running'))
})
