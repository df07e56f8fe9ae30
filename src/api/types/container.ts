import type { ContainerConfig } from './container-config.ts'
import type { Descriptor } from './descriptor.ts'
import type { EndpointSettings } from './endpoint.ts'
import type { InspectedHostConfig } from './host-config.ts'
import type { MountPoint } from './mount.ts'
import type { PortMap } from './port.ts'
import type { StorageDriver } from './storage.ts'

/** Answer of ContainerInspect. */
export interface ContainerInspect {
  /** 64 hexadecimal digits. */
  readonly Id: string
  /** With a leading slash: `/web`. */
  readonly Name: string
  /** RFC 3339 with nanoseconds. */
  readonly Created: string
  /** The program that runs. */
  readonly Path: string
  readonly Args: readonly string[] | null
  readonly State: ContainerState
  /** Id of the image: `sha256:…`. The name that was asked for is `Config.Image`. */
  readonly Image: string
  readonly Config: InspectedConfig
  readonly HostConfig: InspectedHostConfig
  readonly NetworkSettings: NetworkSettings
  readonly Mounts: readonly MountPoint[]
  /** How often the restart policy has started it again. */
  readonly RestartCount: number
  /** Exec instances under way; `null` when there is none. */
  readonly ExecIDs: readonly string[] | null
  /** Storage driver, such as `overlay2`. */
  readonly Driver: string
  /** Operating system: `linux` or `windows`. */
  readonly Platform: string
  readonly ResolvConfPath: string
  readonly HostnamePath: string
  readonly HostsPath: string
  /** File on the engine's host that holds the log; empty when the log driver writes none. */
  readonly LogPath?: string
  readonly MountLabel: string
  readonly ProcessLabel: string
  readonly AppArmorProfile: string
  /** Absent where images are kept in containerd (API 1.52 and later). */
  readonly GraphDriver?: StorageDriver
  /** Manifest of the platform that was chosen. Since API 1.48, and only where images are kept in containerd. */
  readonly ImageManifestDescriptor?: Descriptor
  /** Bytes written by the container; only when `size` was asked for. */
  readonly SizeRw?: number
  /** Bytes of image and container together; only when `size` was asked for. */
  readonly SizeRootFs?: number
}

/** What the engine made of a ContainerConfig: every default filled in. */
export type InspectedConfig = ContainerConfig & {
  readonly Image: string
  readonly Hostname: string
  readonly User: string
  readonly Tty: boolean
  readonly OpenStdin: boolean
  readonly Env: readonly string[] | null
  readonly Cmd: readonly string[] | null
  readonly Entrypoint: readonly string[] | null
  readonly WorkingDir: string
  readonly Labels: Readonly<Record<string, string>>
}

export interface ContainerState {
  readonly Status: ContainerStatus
  /** True also while it is paused. */
  readonly Running: boolean
  readonly Paused: boolean
  readonly Restarting: boolean
  /** The kernel killed a process of it for want of memory, since the last start. */
  readonly OOMKilled: boolean
  readonly Dead: boolean
  /** Id of the first process as the engine's host sees it; 0 when it does not run. */
  readonly Pid: number
  /** Of the last run; 0 while it runs for the first time. */
  readonly ExitCode: number
  /** Why the last start failed; else empty. */
  readonly Error: string
  /** RFC 3339; `0001-01-01T00:00:00Z` when it has never been started. */
  readonly StartedAt: string
  /** RFC 3339; `0001-01-01T00:00:00Z` when it has never ended. */
  readonly FinishedAt: string
  /** Only for a container with a health check. */
  readonly Health?: Health
}

export type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'

export interface Health {
  /** Podman says an empty string before the first check. */
  readonly Status: HealthStatus | ''
  /** Failures in a row. */
  readonly FailingStreak: number
  /** The last few checks, oldest first; `null` before the first. */
  readonly Log: readonly HealthcheckResult[] | null
}

export type HealthStatus = 'none' | 'starting' | 'healthy' | 'unhealthy'

export interface HealthcheckResult {
  /** RFC 3339 with nanoseconds. */
  readonly Start: string
  /** RFC 3339 with nanoseconds. */
  readonly End: string
  /** 0 is healthy, 1 unhealthy; another value, -1 included, means that the check itself could not run or took too long. */
  readonly ExitCode: number
  /** What the check printed. */
  readonly Output: string
}

export interface NetworkSettings {
  /** Id of the network namespace; empty when it does not run. */
  readonly SandboxID: string
  /** Path of the network namespace on the engine's host. */
  readonly SandboxKey: string
  /** Exposed and published ports; `{}` while it does not run. */
  readonly Ports: PortMap
  /** Keys are network names. */
  readonly Networks: Readonly<Record<string, EndpointSettings>>
}
