export type { Address, SocketAddress, SshAddress, TcpAddress } from '../engine/address.ts'
export { EngineNotFoundError, type FailedAttempt } from '../engine/not-found-error.ts'
export type { TlsOptions } from '../engine/tls.ts'
export { InvalidArgumentError, SlipwayError } from '../events/error.ts'
export { CredentialHelperError } from '../registry/credential-helper-error.ts'
export {
  type CliCredentialsOptions,
  cliCredentials,
  type LookUpOptions,
  type RegistryCredentials,
} from '../registry/credentials.ts'
export type { ContextContent } from './build/context-content.ts'
export type { EngineBuildOptions, EngineBuildResult, EngineBuildToImage } from './build/options.ts'
export type { BuildOutput } from './buildkit/output.ts'
export type { BuildSecret } from './buildkit/secrets.ts'
export type { BuildSsh } from './buildkit/ssh-agents.ts'
export { Engine, type EngineOptions } from './client.ts'
export type { ConfigUpdateOptions } from './configs.ts'
export type * from './container-options.ts'
export type { DistributionInspectOptions } from './distribution.ts'
export * from './errors.ts'
export type { ExecStartOptions } from './exec.ts'
export type { EngineKind } from './gate/gate.ts'
export type { ImageImportOptions, ImageLoadOptions } from './image-archive.ts'
export type { ImageBuildOptions, ImageBuildOutput } from './image-build.ts'
export type { ImagePullOptions, ImagePushOptions } from './image-registry.ts'
export type {
  BuildCachePruneOptions,
  ImageAttestationOptions,
  ImageCommitOptions,
  ImageListOptions,
  ImagePlatformOptions,
  ImageRemoveOptions,
} from './images.ts'
export type { FollowOptions } from './logs/follow.ts'
export type { SwarmLogOptions } from './logs/swarm.ts'
export type { NetworkInspectOptions } from './networks.ts'
export type { NodeUpdateOptions } from './nodes.ts'
export type { PluginPullOptions, PluginPushOptions, PluginUpgradeOptions } from './plugin-registry.ts'
export type { PullProgress } from './pull/progress.ts'
export type { PullOptions } from './pull/pull.ts'
export { RunError } from './run/error.ts'
export type {
  ExecRunOptions,
  ProcessResult,
  ProcessStreams,
  RunDetachedOptions,
  RunOptions,
  RunResult,
} from './run/options.ts'
export type { SecretUpdateOptions } from './secrets.ts'
export type { ServiceCreateOptions, ServiceListOptions, ServiceUpdateOptions } from './services.ts'
export type { SessionOptions } from './session.ts'
export type { OutputChunk } from './stream/demux.ts'
export { Interactive } from './stream/interactive.ts'
export type { OutputText } from './stream/kept-output.ts'
export type { LogLine } from './stream/lines.ts'
export { OutputStream } from './stream/output.ts'
export type { JoinOptions, JoinStreams, TerminalInput, TerminalOutput, TerminalSize } from './stream/terminal.ts'
export type { SwarmUpdateOptions } from './swarm.ts'
export type { DiskUsageOptions, EventOptions } from './system.ts'
export { containerName, type ImageName, imageNames } from './text/names.ts'
export { portsText } from './text/ports.ts'
export { type Reference, splitTag } from './text/reference.ts'
export { sizeText } from './text/size.ts'
export type { PulseLimits } from './transport/pulse.ts'
export type { RawHeaders, RawRequest, RawResponse, Transport, Upgraded } from './transport/transport.ts'
export type * from './types/index.ts'
export type { VolumeUpdateOptions } from './volumes.ts'
export type { ProgressOptions } from './wire/progress.ts'
export type { EngineTimeouts } from './wire/silence.ts'
export type { CallOptions } from './wire/wire.ts'
