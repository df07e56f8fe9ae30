/** Limits of a container. 0 means no limit; `null` is what the engine answers where nothing was set, and takes as unset. */
export interface Resources {
  /** Bytes; at least 6 MiB. */
  readonly Memory?: number | undefined
  /** Bytes of memory and swap together; -1 is unlimited. @default twice `Memory` */
  readonly MemorySwap?: number | undefined
  /** Bytes the container is held to when the host runs short. */
  readonly MemoryReservation?: number | undefined
  /** 0 to 100. */
  readonly MemorySwappiness?: number | null | undefined
  /** Billionths of a processor: 1.5 processors are 1,500,000,000. */
  readonly NanoCpus?: number | undefined
  /** Weight against other containers. @default 1024 */
  readonly CpuShares?: number | undefined
  /** Microseconds of a scheduling period. @default 100,000 */
  readonly CpuPeriod?: number | undefined
  /** Microseconds of processor time in a period. */
  readonly CpuQuota?: number | undefined
  /** Microseconds. */
  readonly CpuRealtimePeriod?: number | undefined
  /** Microseconds. */
  readonly CpuRealtimeRuntime?: number | undefined
  /** Processors such as `0-2,4`. */
  readonly CpusetCpus?: string | undefined
  /** Memory nodes such as `0,1`. */
  readonly CpusetMems?: string | undefined
  /** Processes and threads; 0 or -1 is unlimited. */
  readonly PidsLimit?: number | null | undefined
  readonly OomKillDisable?: boolean | null | undefined
  /** A first process that passes signals on and collects dead children. @default false */
  readonly Init?: boolean | null | undefined
  readonly Ulimits?: readonly Ulimit[] | null | undefined
  readonly Devices?: readonly DeviceMapping[] | null | undefined
  /** Such as `c 42:* rmw`. */
  readonly DeviceCgroupRules?: readonly string[] | null | undefined
  readonly DeviceRequests?: readonly DeviceRequest[] | null | undefined
  readonly CgroupParent?: string | undefined
  /** Weight, 10 to 1000. */
  readonly BlkioWeight?: number | undefined
  readonly BlkioWeightDevice?: readonly { readonly Path: string; readonly Weight: number }[] | null | undefined
  /** Bytes a second. */
  readonly BlkioDeviceReadBps?: readonly ThrottleDevice[] | null | undefined
  /** Bytes a second. */
  readonly BlkioDeviceWriteBps?: readonly ThrottleDevice[] | null | undefined
  /** Operations a second. */
  readonly BlkioDeviceReadIOps?: readonly ThrottleDevice[] | null | undefined
  /** Operations a second. */
  readonly BlkioDeviceWriteIOps?: readonly ThrottleDevice[] | null | undefined
  /** Windows. */
  readonly CpuCount?: number | undefined
  /** Windows. */
  readonly CpuPercent?: number | undefined
  /** Windows. */
  readonly IOMaximumIOps?: number | undefined
  /** Windows: bytes a second. */
  readonly IOMaximumBandwidth?: number | undefined
}

export interface Ulimit {
  /** Such as `nofile`. */
  readonly Name: string
  readonly Soft: number
  readonly Hard: number
}

export interface DeviceMapping {
  readonly PathOnHost: string
  readonly PathInContainer: string
  /** Of `r` read, `w` write, `m` mknod. */
  readonly CgroupPermissions: string
}

/** A device chosen by its driver, such as a GPU. */
export interface DeviceRequest {
  readonly Driver?: string | undefined
  /** -1 is all. */
  readonly Count?: number | undefined
  readonly DeviceIDs?: readonly string[] | null | undefined
  /** Any of these sets: `[['gpu', 'compute']]`. */
  readonly Capabilities?: readonly (readonly string[])[] | null | undefined
  readonly Options?: Readonly<Record<string, string>> | null | undefined
}

export interface ThrottleDevice {
  /** Such as `/dev/sda`. */
  readonly Path: string
  readonly Rate: number
}
