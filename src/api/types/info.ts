/** Answer of SystemInfo. */
export interface Info {
  /** Of this installation. */
  readonly ID: string
  /** Name of the host. */
  readonly Name: string
  readonly ServerVersion: string
  readonly Containers: number
  readonly ContainersRunning: number
  readonly ContainersPaused: number
  readonly ContainersStopped: number
  readonly Images: number
  /** `linux` or `windows`. */
  readonly OSType: string
  /** As the kernel names it: `x86_64`, `aarch64`. */
  readonly Architecture: string
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly OperatingSystem: string
  readonly OSVersion?: string
  readonly KernelVersion: string
  readonly NCPU: number
  /** Bytes. */
  readonly MemTotal: number
  /** RFC 3339 with nanoseconds. */
  readonly SystemTime?: string
  /** Storage driver, such as `overlay2`. */
  readonly Driver: string
  /** Label and value. */
  readonly DriverStatus: readonly (readonly string[])[] | null
  readonly DockerRootDir: string
  readonly LoggingDriver: string
  readonly CgroupDriver: 'cgroupfs' | 'systemd' | 'none'
  /** Since API 1.41. */
  readonly CgroupVersion?: '1' | '2'
  readonly DefaultRuntime: string
  readonly Runtimes: Readonly<Record<string, Runtime>> | null
  readonly Plugins: EnginePlugins
  /** Such as `name=seccomp,profile=default`, `name=rootless`, `name=userns`. */
  readonly SecurityOptions: readonly string[] | null
  readonly Swarm: SwarmInfo
  readonly RegistryConfig: RegistryConfig | null
  readonly IndexServerAddress: string
  readonly HttpProxy: string
  readonly HttpsProxy: string
  readonly NoProxy: string
  /** `key=value` */
  readonly Labels: readonly string[] | null
  readonly LiveRestoreEnabled: boolean
  readonly ExperimentalBuild: boolean
  readonly Debug: boolean
  /** Open files of the engine. */
  readonly NFd: number
  readonly NGoroutines: number
  readonly NEventsListener: number
  /** Windows. */
  readonly Isolation: string
  readonly InitBinary: string
  readonly ContainerdCommit: Commit
  readonly RuncCommit: Commit
  readonly InitCommit: Commit
  /** Since API 1.41. */
  readonly DefaultAddressPools?: readonly { readonly Base: string; readonly Size: number }[]
  readonly ProductLicense?: string
  /** What is missing or unsafe; `null` when nothing. */
  readonly Warnings: readonly string[] | null
  /** Since API 1.44. */
  readonly CDISpecDirs?: readonly string[] | null
  /** Since API 1.46. */
  readonly Containerd?: {
    readonly Address?: string
    readonly Namespaces: { readonly Containers: string; readonly Plugins: string }
  }
  /** Since API 1.49. */
  readonly FirewallBackend?: { readonly Driver: string; readonly Info?: readonly (readonly string[])[] }
  /** Since API 1.50. */
  readonly DiscoveredDevices?: readonly { readonly Source: string; readonly ID: string }[]
  /** What the host's kernel lets the engine limit. */
  readonly MemoryLimit: boolean
  readonly SwapLimit: boolean
  readonly CpuCfsPeriod: boolean
  readonly CpuCfsQuota: boolean
  readonly CPUShares: boolean
  readonly CPUSet: boolean
  readonly PidsLimit: boolean
  readonly OomKillDisable: boolean
  readonly IPv4Forwarding: boolean
}

export interface Runtime {
  readonly path?: string
  readonly runtimeArgs?: readonly string[] | null
  /** Since API 1.44. */
  readonly status?: Readonly<Record<string, string>> | null
}

/** Names of drivers. */
export interface EnginePlugins {
  readonly Volume: readonly string[] | null
  readonly Network: readonly string[] | null
  readonly Authorization: readonly string[] | null
  readonly Log: readonly string[] | null
}

export interface Commit {
  readonly ID: string
}

export interface SwarmInfo {
  readonly NodeID: string
  readonly NodeAddr: string
  readonly LocalNodeState: '' | 'inactive' | 'pending' | 'active' | 'error' | 'locked'
  /** It is a manager. */
  readonly ControlAvailable: boolean
  readonly Error: string
  readonly RemoteManagers: readonly { readonly NodeID: string; readonly Addr: string }[] | null
  readonly Nodes?: number
  readonly Managers?: number
  readonly Cluster?: Readonly<Record<string, unknown>> | null
}

export interface RegistryConfig {
  /** Reached over plain HTTP or with any certificate. */
  readonly InsecureRegistryCIDRs: readonly string[] | null
  readonly IndexConfigs: Readonly<
    Record<
      string,
      {
        readonly Name: string
        readonly Mirrors: readonly string[] | null
        readonly Secure: boolean
        readonly Official: boolean
      }
    >
  > | null
  /** Of Docker Hub. */
  readonly Mirrors: readonly string[] | null
}
