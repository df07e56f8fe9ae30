import type { LogConsumer } from '../run/log-outputs.ts'
import type { ImagePullPolicy } from '../run/pull-policy.ts'
import type { ExtraHost } from '../spec/container-spec.ts'
import type { ArchiveToCopy, ContentToCopy, CopyOptions, DirectoryToCopy, FileToCopy } from '../spec/copies.ts'
import type { BindMount, TmpFs } from '../spec/mounts.ts'
import type { PortWithOptionalBinding } from '../spec/ports.ts'
import type { ResourcesQuota, Ulimits } from '../spec/resources.ts'
import type { WaitStrategy } from '../wait/strategy.ts'
import type { Environment, StartedTestContainer } from './test-container.ts'

/** A container that is described and can be started: what every builder of containers has. `GenericContainer` has more. */
export interface TestContainer {
  start(): Promise<StartedTestContainer>
  withEnvironment(environment: Environment): this
  withCommand(command: readonly string[]): this
  withEntrypoint(entrypoint: readonly string[]): this
  withTmpFs(tmpFs: TmpFs): this
  withUlimits(ulimits: Ulimits): this
  withSecurityOpt(...options: string[]): this
  withAddedCapabilities(...capabilities: string[]): this
  withDroppedCapabilities(...capabilities: string[]): this
  withExposedPorts(...ports: PortWithOptionalBinding[]): this
  withBindMounts(bindMounts: readonly BindMount[]): this
  withWaitStrategy(waitStrategy: WaitStrategy): this
  withStartupTimeout(startupTimeoutMs: number): this
  withNetwork(network: { getName(): string }): this
  withNetworkMode(networkMode: string): this
  withExtraHosts(extraHosts: readonly ExtraHost[]): this
  withDefaultLogDriver(): this
  withPrivilegedMode(): this
  withPlatform(platform: string): this
  withUser(user: string): this
  withPullPolicy(pullPolicy: ImagePullPolicy): this
  withReuse(): this
  withAutoCleanup(autoCleanup: boolean): this
  withAutoRemove(autoRemove: boolean): this
  withCopyFilesToContainer(files: readonly FileToCopy[]): this
  withCopyDirectoriesToContainer(directories: readonly DirectoryToCopy[]): this
  withCopyContentToContainer(contents: readonly ContentToCopy[]): this
  withCopyArchivesToContainer(archives: readonly ArchiveToCopy[]): this
  withCopyToContainerOptions(options: CopyOptions): this
  withWorkingDir(workingDir: string): this
  withResourcesQuota(quota: ResourcesQuota): this
  withSharedMemorySize(bytes: number): this
  withLogConsumer(logConsumer: LogConsumer): this
  withHostname(hostname: string): this
}
