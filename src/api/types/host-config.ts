import type { Mount } from './mount.ts'
import type { PortBinding } from './port.ts'
import type { Resources } from './resources.ts'

/**
 * What a container may use of the engine's host.
 * One shape for both directions: `null` is what the engine answers where nothing was set, and takes as unset.
 */
export interface HostConfig extends Resources {
  /** `source:target[:options]`, where source is a path of the engine's host or a volume's name. */
  readonly Binds?: readonly string[] | null | undefined
  readonly Mounts?: readonly Mount[] | null | undefined
  /** Keys are paths in the container, values mount options such as `rw,size=64m`. */
  readonly Tmpfs?: Readonly<Record<string, string>> | null | undefined
  /** Volumes of other containers: `name[:ro]`. */
  readonly VolumesFrom?: readonly string[] | null | undefined
  readonly VolumeDriver?: string | undefined
  /** Keys such as `80/tcp`. */
  readonly PortBindings?: Readonly<Record<string, readonly Partial<PortBinding>[] | null>> | null | undefined
  /** A free port for each exposed one. @default false */
  readonly PublishAllPorts?: boolean | undefined
  /** `bridge`, `host`, `none`, `container:<name or id>`, or a network. @default the bridge */
  readonly NetworkMode?: string | undefined
  readonly Dns?: readonly string[] | null | undefined
  readonly DnsOptions?: readonly string[] | null | undefined
  readonly DnsSearch?: readonly string[] | null | undefined
  /** `name:address`; the address `host-gateway` is the engine's host. */
  readonly ExtraHosts?: readonly string[] | null | undefined
  readonly Links?: readonly string[] | null | undefined
  readonly RestartPolicy?: RestartPolicy | undefined
  /** Remove it, with its anonymous volumes, when it ends. A container that was never started stays. @default false */
  readonly AutoRemove?: boolean | undefined
  readonly LogConfig?: LogConfig | undefined
  /** All capabilities and devices. @default false */
  readonly Privileged?: boolean | undefined
  /** Such as `NET_ADMIN`, or `ALL`. */
  readonly CapAdd?: readonly string[] | null | undefined
  readonly CapDrop?: readonly string[] | null | undefined
  readonly GroupAdd?: readonly string[] | null | undefined
  readonly SecurityOpt?: readonly string[] | null | undefined
  readonly ReadonlyRootfs?: boolean | undefined
  /** Bytes of /dev/shm. @default 64 MiB */
  readonly ShmSize?: number | undefined
  readonly Sysctls?: Readonly<Record<string, string>> | null | undefined
  /** OCI runtime. @default the engine's, as a rule `runc` */
  readonly Runtime?: string | undefined
  /** -1000 to 1000; higher is killed sooner. */
  readonly OomScoreAdj?: number | undefined
  /** `none`, `private`, `shareable`, `host` or `container:<name or id>`. */
  readonly IpcMode?: string | undefined
  /** `host` or `container:<name or id>`. @default a namespace of its own */
  readonly PidMode?: string | undefined
  readonly UTSMode?: string | undefined
  readonly UsernsMode?: string | undefined
  /** Since API 1.41. */
  readonly CgroupnsMode?: 'private' | 'host' | '' | undefined
  readonly Cgroup?: string | undefined
  /** `[height, width]` of a terminal, in characters. */
  readonly ConsoleSize?: readonly [number, number] | null | undefined
  /** Options of the storage driver, such as `size`. */
  readonly StorageOpt?: Readonly<Record<string, string>> | null | undefined
  /** Passed on to the runtime. Since API 1.43. */
  readonly Annotations?: Readonly<Record<string, string>> | null | undefined
  /** Permissions that new files do not get. Linux. Since API 1.56. @default the runtime's, as a rule `0o022` */
  readonly Umask?: number | null | undefined
  /** Instead of the default list. */
  readonly MaskedPaths?: readonly string[] | null | undefined
  readonly ReadonlyPaths?: readonly string[] | null | undefined
  /** File on the engine's host that receives the id. */
  readonly ContainerIDFile?: string | undefined
  /** Windows. */
  readonly Isolation?: 'default' | 'process' | 'hyperv' | '' | undefined
}

export interface RestartPolicy {
  /** Empty is `no`. */
  readonly Name: '' | 'no' | 'always' | 'unless-stopped' | 'on-failure'
  /** For `on-failure`. */
  readonly MaximumRetryCount?: number | undefined
}

export interface LogConfig {
  /** Such as `json-file`, `local`, `journald` or `none`. */
  readonly Type: string
  readonly Config?: Readonly<Record<string, string>> | null | undefined
}

/** What the engine made of a HostConfig: every default filled in. */
export type InspectedHostConfig = HostConfig & {
  readonly Binds: readonly string[] | null
  readonly PortBindings: Readonly<Record<string, readonly PortBinding[] | null>> | null
  readonly NetworkMode: string
  readonly RestartPolicy: RestartPolicy
  readonly AutoRemove: boolean
  readonly LogConfig: LogConfig
  readonly Privileged: boolean
  readonly PublishAllPorts: boolean
  readonly ReadonlyRootfs: boolean
  readonly ShmSize: number
  readonly Memory: number
  readonly NanoCpus: number
}
