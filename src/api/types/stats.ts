/** A sample of what a container uses. Counters grow since its start; counters of cgroup v1 are absent with v2. */
export interface ContainerStats {
  readonly id?: string
  /** With a leading slash. */
  readonly name?: string
  /** Since API 1.52. */
  readonly os_type?: string
  /** When it was taken, RFC 3339; `0001-01-01T00:00:00Z` for a container that does not run. */
  readonly read: string
  /** When the one before was taken; `0001-01-01T00:00:00Z` for the first of a stream. */
  readonly preread: string
  readonly cpu_stats: CpuStats
  /** Of the sample before: usage in percent is a difference of the two. */
  readonly precpu_stats: CpuStats
  readonly memory_stats: MemoryStats
  readonly pids_stats: { readonly current?: number /** 0 or absent: no limit. */; readonly limit?: number }
  readonly blkio_stats: BlkioStats
  /** Keys are interfaces such as `eth0`; absent for a container without a network of its own. */
  readonly networks?: Readonly<Record<string, InterfaceStats>>
  /** Windows; else 0. */
  readonly num_procs: number
  /** Windows; else empty. */
  readonly storage_stats: {
    readonly read_count_normalized?: number
    readonly read_size_bytes?: number
    readonly write_count_normalized?: number
    readonly write_size_bytes?: number
  }
}

export interface CpuStats {
  readonly cpu_usage: {
    /** Nanoseconds. */
    readonly total_usage: number
    /** Nanoseconds for each processor; cgroup v1. */
    readonly percpu_usage?: readonly number[] | null
    /** Nanoseconds. */
    readonly usage_in_kernelmode: number
    /** Nanoseconds. */
    readonly usage_in_usermode: number
  }
  /** Nanoseconds of the whole host, all processors together; absent in the sample before the first. */
  readonly system_cpu_usage?: number
  readonly online_cpus?: number
  readonly throttling_data: {
    readonly periods: number
    readonly throttled_periods: number
    /** Nanoseconds. */
    readonly throttled_time: number
  }
}

/** Empty for a container that does not run. */
export interface MemoryStats {
  /** Bytes, page cache included. */
  readonly usage?: number
  /** Bytes; cgroup v1. */
  readonly max_usage?: number
  /** The kernel's memory.stat; its names differ between cgroup v1 and v2. */
  readonly stats?: Readonly<Record<string, number>>
  /** How often the limit was hit; cgroup v1. */
  readonly failcnt?: number
  /** Bytes; the host's memory where no limit is set. */
  readonly limit?: number
  /** Bytes; Windows. */
  readonly commitbytes?: number
  /** Bytes; Windows. */
  readonly commitpeakbytes?: number
  /** Bytes; Windows. */
  readonly privateworkingset?: number
}

export interface BlkioStats {
  /** Bytes. */
  readonly io_service_bytes_recursive?: readonly BlkioEntry[] | null
  readonly io_serviced_recursive?: readonly BlkioEntry[] | null
  readonly io_queue_recursive?: readonly BlkioEntry[] | null
  readonly io_service_time_recursive?: readonly BlkioEntry[] | null
  readonly io_wait_time_recursive?: readonly BlkioEntry[] | null
  readonly io_merged_recursive?: readonly BlkioEntry[] | null
  readonly io_time_recursive?: readonly BlkioEntry[] | null
  readonly sectors_recursive?: readonly BlkioEntry[] | null
}

export interface BlkioEntry {
  /** Device numbers. */
  readonly major: number
  readonly minor: number
  /** Such as `read` or `write`. */
  readonly op: string
  readonly value: number
}

export interface InterfaceStats {
  readonly rx_bytes: number
  readonly rx_packets: number
  readonly rx_errors: number
  readonly rx_dropped: number
  readonly tx_bytes: number
  readonly tx_packets: number
  readonly tx_errors: number
  readonly tx_dropped: number
  /** Windows. */
  readonly endpoint_id?: string
  /** Windows. */
  readonly instance_id?: string
}
