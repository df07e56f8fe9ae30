export { type Connection, connect } from './connect.ts'
export { AbstractStartedContainer } from './container/abstract-started-container.ts'
export type { ContainerDefaults } from './container/container-defaults.ts'
export { GenericContainer, type StartOptions } from './container/generic-container.ts'
export { type BuildOptions, GenericContainerBuilder } from './container/generic-container-builder.ts'
export { ModuleContainer } from './container/module-container.ts'
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
export { EngineNotFoundError } from './api/index.ts'
export { type ContainerEvent, containerChannel } from './events/channels.ts'
export { InvalidArgumentError, SlipwayError } from './events/error.ts'
export type { Image } from './image/image.ts'
export { Network, StartedNetwork, StoppedNetwork } from './network/network.ts'
export type { ExecOptions, ExecResult } from './run/exec.ts'
export { type ImagePullPolicy, PullPolicy } from './run/pull-policy.ts'
export type {
  ArchiveToCopy,
  Content,
  ContentToCopy,
  CopyOptions as CopyToContainerOptions,
  DirectoryToCopy,
  FileToCopy,
} from './spec/copies.ts'
export type { HealthCheck } from './spec/health-check.ts'
export type { BindMode, BindMount, TmpFs } from './spec/mounts.ts'
export { getContainerPort, hasHostBinding, type PortWithBinding, type PortWithOptionalBinding } from './spec/ports.ts'
export type { ResourcesQuota, Ulimits } from './spec/resources.ts'
export { StartedVolume, Volume } from './volume/volume.ts'
export { StartupError } from './wait/startup-error.ts'
export { AbstractWaitStrategy, WaitFailure, type WaitStrategy, type Watch } from './wait/strategy.ts'
export type { WaitTarget } from './wait/target.ts'
export { Wait } from './wait/wait.ts'
