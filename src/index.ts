export { type ContextContent, EngineNotFoundError } from './api/index.ts'
export type { Made } from './cleanup/made.ts'
export { type PruneOptions, type PruneResult, prune } from './cleanup/prune.ts'
export { getReaper, type Reaper } from './cleanup/reaper.ts'
export type { NotRemoved } from './cleanup/remove-made.ts'
export { type Connection, connect } from './connect.ts'
export { AbstractStartedContainer } from './container/abstract-started-container.ts'
export { AbstractStoppedContainer } from './container/abstract-stopped-container.ts'
export type { ContainerDefaults } from './container/container-defaults.ts'
export type { TestContainer } from './container/described-container.ts'
export { GenericContainer, type StartOptions } from './container/generic-container.ts'
export { type BuildOptions, GenericContainerBuilder } from './container/generic-container-builder.ts'
export type { InspectResult } from './container/inspect-result.ts'
export { ModuleContainer } from './container/module-container.ts'
export { ContainerRuntimeClient, getContainerRuntimeClient, type RuntimeInfo } from './container/runtime-client.ts'
export type { ContainerHandle } from './container/runtime-container-client.ts'
export { type StartedAll, startAll } from './container/start-all.ts'
export type { Startable } from './container/start-scope.ts'
export type {
  CommitOptions,
  Environment,
  Labels,
  LogsOptions,
  RestartOptions,
  StartedTestContainer,
  StopOptions,
  StoppedTestContainer,
} from './container/test-container.ts'
export { type ContainerEvent, containerChannel } from './events/channels.ts'
export { InvalidArgumentError, SlipwayError } from './events/error.ts'
export { type Logger, log } from './events/log.ts'
export { SocatContainer, StartedSocatContainer } from './forward/socat-container.ts'
export { TestContainers } from './forward/test-containers.ts'
export type { Image } from './image/image.ts'
export { Network, type NetworkMember, StartedNetwork, StoppedNetwork } from './network/network.ts'
export type { Subnet } from './network/network-request.ts'
export type { Endpoint } from './run/endpoint.ts'
export type { ExecOptions, ExecResult } from './run/exec.ts'
export type { ExecStreamOptions, RunningCommand } from './run/exec-stream.ts'
export { IntervalRetry, type Retry } from './run/interval-retry.ts'
export type { LogConsumer, SplitOutput } from './run/log-outputs.ts'
export type { OwnerState } from './run/owner.ts'
export { FixedPortGenerator, type PortGenerator, RandomPortGenerator } from './run/port-generator.ts'
export { type ImagePullPolicy, PullPolicy } from './run/pull-policy.ts'
export { configure, type RyukOptions, type Settings } from './run/settings.ts'
export { BoundPorts, type HostIp, type Ports } from './spec/bound-ports.ts'
export type {
  ArchiveToCopy,
  Content,
  ContentToCopy,
  CopyOptions as CopyToContainerOptions,
  DirectoryToCopy,
  FileToCopy,
} from './spec/copies.ts'
export type { HealthCheck } from './spec/health-check.ts'
export { ImageName } from './spec/image-name.ts'
export {
  LABEL_TESTCONTAINERS,
  LABEL_TESTCONTAINERS_LANG,
  LABEL_TESTCONTAINERS_SESSION_ID,
  LABEL_TESTCONTAINERS_VERSION,
} from './spec/labels.ts'
export type { BindMode, BindMount, ImageMountOptions, TmpFs, VolumeMountOptions } from './spec/mounts.ts'
export type { NetworkPlace } from './spec/networks.ts'
export { getContainerPort, hasHostBinding, type PortWithBinding, type PortWithOptionalBinding } from './spec/ports.ts'
export type { RequestPatch } from './spec/request-patch.ts'
export type { ResourcesQuota, Ulimits } from './spec/resources.ts'
export { RandomUuid, randomUuid, type Uuid } from './spec/uuid.ts'
export { StartedVolume, Volume } from './volume/volume.ts'
export type { FileWaitOptions } from './wait/file.ts'
export type { HttpWaitStrategyOptions } from './wait/http.ts'
export type { HeaderWanted } from './wait/http-tests.ts'
export type { LogMessageOptions } from './wait/log-message.ts'
export type { SqlConnect, SqlConnection } from './wait/sql.ts'
export {
  type StartupCheckClient,
  type StartupCheckContext,
  type StartupCheckInspect,
  StartupCheckStrategy,
  type StartupStatus,
} from './wait/startup-check.ts'
export { StartupError, type StartupFailure, type WaitReport } from './wait/startup-error.ts'
export { AbstractWaitStrategy, WaitFailure, type WaitStrategy, type Watch } from './wait/strategy.ts'
export type { FileFound, WaitTarget } from './wait/target.ts'
export type { TlsWaitOptions } from './wait/tls.ts'
export type { Probe, ProbeContext, UntilOptions } from './wait/until.ts'
export { Wait } from './wait/wait.ts'
