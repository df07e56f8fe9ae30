// Page "Containers", in its order.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import {
  AbstractStartedContainer,
  AbstractStoppedContainer,
  type CommitOptions,
  type Content,
  type CopyToContainerOptions,
  type ExecOptions,
  type ExecResult,
  GenericContainer,
  type ImagePullPolicy,
  type InspectResult,
  Network,
  type PortWithBinding,
  type PortWithOptionalBinding,
  PullPolicy,
  type RestartOptions,
  type StartedTestContainer,
  type StopOptions,
  type StoppedTestContainer,
  type TestContainer,
  Wait,
} from 'testcontainers'

// Pull policies: those there are, and one of the user's own.
class OnMondays implements ImagePullPolicy {
  shouldPull(): boolean | 'never' {
    return new Date().getDay() === 1 ? true : 'never'
  }
}

for (const policy of [
  PullPolicy.defaultPolicy(),
  PullPolicy.alwaysPull(),
  PullPolicy.neverPull(),
  new OnMondays(),
] satisfies ImagePullPolicy[]) {
  await new GenericContainer('busybox:1').withPullPolicy(policy).start()
}

// Each setter by itself keeps the type of the builder, so that they follow one another in any order.
const archive = (): Readable => createReadStream('fixtures.tar')
const copied: Content[] = ['a text', Buffer.from('bytes'), archive()]
const untouched: CopyToContainerOptions = { copyUIDGID: true, noOverwriteDirNonDir: true }

const everything: GenericContainer = new GenericContainer('busybox:1')
  .withCommand(['top', '-b'])
  .withEntrypoint(['/bin/env'])
  .withEnvironment({ LEVEL: 'debug', REGION: 'north' })
  .withPlatform('linux/amd64')
  .withBindMounts([
    { source: '/srv/seed.sql', target: '/seed.sql' },
    { source: '/srv/assets', target: '/assets', mode: 'ro' },
    { source: '/srv/cache', target: '/cache', mode: 'z' },
  ])
  .withLabels({ team: 'payments' })
  .withName('payments-top')
  .withCopyFilesToContainer([
    { source: 'app.conf', target: '/etc/app.conf' },
    { source: 'run.sh', target: '/run.sh', mode: 0o755 },
  ])
  .withCopyDirectoriesToContainer([{ source: 'migrations', target: '/var/migrations', mode: 0o644 }])
  .withCopyContentToContainer(copied.map((content, index) => ({ content, target: `/part-${index}`, mode: 0o600 })))
  .withCopyArchivesToContainer([{ tar: archive(), target: '/opt' }])
  .withCopyToContainerOptions(untouched)
  .withWorkingDir('/opt')
  .withDefaultLogDriver()
  .withTmpFs({ '/scratch': 'rw,size=16m' })
  .withUser('65534:65534')
  .withPrivilegedMode()
  .withSecurityOpt('no-new-privileges', 'seccomp=unconfined')
  .withAddedCapabilities('SYS_TIME')
  .withDroppedCapabilities('MKNOD', 'NET_RAW')
  .withUlimits({ nofile: { soft: 512, hard: 1024 }, core: { soft: 0, hard: undefined } })
  .withIpcMode('private')
  .withResourcesQuota({ memory: 0.25 })
  .withResourcesQuota({ cpu: 0.5 })
  .withSharedMemorySize(128 * 1024 ** 2)
  .withHostname('payments')
  .withAutoRemove(false)
  .withAutoCleanup(false)
  .withReuse()
  .withStartupTimeout(20_000)

const started: StartedTestContainer = await everything.start()

// The same copies into one that runs.
await started.copyFilesToContainer([{ source: 'app.conf', target: '/etc/app.conf', mode: 0o600 }])
await started.copyDirectoriesToContainer([{ source: 'migrations', target: '/var/migrations' }])
await started.copyContentToContainer([{ content: Buffer.from([1, 2]), target: '/two-bytes' }])
await started.copyArchiveToContainer(archive())
await started.copyArchiveToContainer(archive(), '/opt', { copyUIDGID: true })

// What it has inside, as a tar archive.
for await (const chunk of await started.copyArchiveFromContainer('/etc/hosts')) process.stdout.write(chunk)

// Ports in every form.
const fixed: PortWithBinding = { container: 8443, host: 18_443 }
const ports: PortWithOptionalBinding[] = [8080, '5353/udp', '9000/tcp', fixed, { ...fixed, protocol: 'udp' }]
const published = await new GenericContainer('busybox:1').withExposedPorts(...ports).start()
const numbers: number[] = [
  published.getFirstMappedPort(),
  published.getMappedPort(8080),
  published.getMappedPort(5353, 'udp'),
  published.getMappedPort('5353/udp'),
]

// What the handle says of itself.
const words: string[] = [
  started.getHost(),
  started.getHostname(),
  started.getName(),
  started.getId(),
  ...started.getNetworkNames(),
  started.getNetworkId('bridge'),
  started.getIpAddress('bridge'),
  started.getLabels().team ?? '',
]
console.log(numbers, words)

// Commands, with and without options.
const asNobody: Partial<ExecOptions> = { user: 'nobody', workingDir: '/tmp', env: { LANG: 'C' } }
const listed: ExecResult = await started.exec(['ls', '-l'], asNobody)
const { output, stdout, stderr, exitCode } = await started.exec('uname -a', { workingDir: '/' })
console.log(listed.output, output, stdout, stderr, exitCode + 1)

// Its log: as a stream, from a moment on, the last lines, and handed out from the start on.
const log = await started.logs()
log.on('data', (line) => console.log(line))
log.on('err', (line) => console.error(line))
log.on('end', () => console.log('over'))
const sinceAMinute: Readable = await started.logs({ since: Date.now() / 1000 - 60, tail: 5 })
sinceAMinute.pipe(process.stdout)
await new GenericContainer('busybox:1')
  .withLogConsumer((stream) => stream.on('data', (line) => console.log(line)).on('end', () => console.log('over')))
  .start()

// An image of it, kept or not, with every option.
const commit: CommitOptions = { repo: 'payments', tag: 'seeded' }
const imageId: string = await started.commit({ ...commit, deleteOnExit: false })
await started.commit({ ...commit, comment: 'seeded', author: 'tests', pause: false, changes: ['ENV SEEDED=yes'] })
await new GenericContainer(imageId).start()

// Restarts, and all ways to stop.
const patience: Partial<RestartOptions> = { timeout: 5_000 }
await started.restart()
await started.restart(patience)
await started.stop({ timeout: 10_000 })
await started.stop({ removeVolumes: false })
const unhurried: Partial<StopOptions> = { remove: true, timeout: 1_000 }
await started.stop(unhurried)
const stopped: StoppedTestContainer = await started.stop({ remove: false })
const logFolder: NodeJS.ReadableStream = await stopped.copyArchiveFromContainer('/var/log')
logFolder.pipe(process.stdout)
console.log(stopped.getId())

// One container for whoever asks for the same.
const shared = () => new GenericContainer('busybox:1').withCommand(['top']).withReuse().start()
const [first, second] = await Promise.all([shared(), shared()])
console.log(first.getId() === second.getId())

// Gone at the end of the block.
{
  await using brief = await new GenericContainer('busybox:1').start()
  console.log(brief.getId())
}

// A container of the user's own, used by the interfaces of all.
class BrokerContainer extends GenericContainer {
  constructor() {
    super('eclipse-mosquitto:2')
    this.withExposedPorts(1883)
  }

  withTopics(...topics: string[]): this {
    return this.withEnvironment({ TOPICS: topics.join(',') })
  }

  override async start(): Promise<StartedBroker> {
    return new StartedBroker(await super.start())
  }
}

class StartedBroker extends AbstractStartedContainer {
  getUrl(): string {
    return `mqtt://${this.getHost()}:${this.getMappedPort(1883)}`
  }

  override async stop(options?: Partial<StopOptions>): Promise<StoppedBroker> {
    return new StoppedBroker(await super.stop(options))
  }
}

class StoppedBroker extends AbstractStoppedContainer {
  getLog(): Promise<NodeJS.ReadableStream> {
    return this.stoppedTestContainer.copyArchiveFromContainer('/mosquitto/log')
  }
}

const broker = await new BrokerContainer().withTopics('orders', 'refunds').withLabels({ team: 'orders' }).start()
const url: string = broker.getUrl()
const anyBuilder: TestContainer = new BrokerContainer()
const anyStarted: StartedTestContainer = await anyBuilder.withNetwork(await new Network().start()).start()
const brokerLog: NodeJS.ReadableStream = await (await broker.stop({ remove: false })).getLog()
console.log(url, anyStarted.getId(), brokerLog.readable)

// Its hooks.
class WatchedContainer extends GenericContainer {
  readonly steps: string[] = []

  protected override async beforeContainerCreated(): Promise<void> {
    // What the fields of the base class say, as those modules use them that others publish.
    const { registry, image, tag, string } = this.imageName
    this.steps.push(`${registry} ${image} ${tag} ${string} ${this.environment.TOPICS}`)
    if (!this.hasExposedPort(1883) && this.exposedPorts.length === 0) this.withExposedPorts(1883)
    if (this.networkMode && this.networkAliases.length === 0) this.withNetworkAliases(this.networkAliases.at(-1) ?? 'b')
    if (!this.healthCheck && !this.waitStrategy) this.waitStrategy = Wait.forListeningPorts()
    this.withStartupTimeout(this.startupTimeoutMs ?? 10_000)
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    this.steps.push(`created ${containerId.slice(0, 12)}`)
  }

  protected override async containerStarting(inspectResult: InspectResult, reused: boolean): Promise<void> {
    const { name, hostname, ports, healthCheckStatus, networkSettings, state, labels } = inspectResult
    const [binding] = ports['80/tcp'] ?? []
    const addresses = Object.values(networkSettings).map(({ networkId, ipAddress }) => `${networkId} ${ipAddress}`)
    const age = Date.now() - state.startedAt.getTime()
    this.steps.push(`${name} ${hostname} ${binding?.hostIp}:${binding?.hostPort} ${addresses} ${age} ${reused}`)
    this.steps.push(`${healthCheckStatus === 'none'} ${state.status} ${state.running} ${state.finishedAt?.getTime()}`)
    this.steps.push(labels.team ?? 'no team')
  }

  protected override async containerStarted(
    container: StartedTestContainer,
    { state }: InspectResult,
    reused: boolean,
  ): Promise<void> {
    this.steps.push(`${container.getId()} ${state.status} ${reused}`)
  }

  override async start(): Promise<WatchedStarted> {
    return new WatchedStarted(await super.start())
  }
}

class WatchedStarted extends AbstractStartedContainer {
  protected override async containerStopping(): Promise<void> {
    await this.startedTestContainer.exec(['sync'])
  }

  protected override async containerStopped(): Promise<void> {
    console.log(`${this.getId()} has stopped`)
  }
}

await (await new WatchedContainer('busybox:1').start()).stop()
