/** What each task of a service may use, and what it is promised. */
export interface TaskResources {
  readonly Limits?: ResourceLimits | undefined
  /** Only a node that has them free gets the task. */
  readonly Reservations?: ReservedResources | undefined
  /** Bytes of swap, with a memory limit; -1 is unlimited. Since API 1.52. @default twice the memory */
  readonly SwapBytes?: number | undefined
  /** 0 to 100; -1 takes back what was set. Since API 1.52. */
  readonly MemorySwappiness?: number | undefined
}

export interface ResourceLimits {
  /** Billionths of a processor: 1.5 processors are 1,500,000,000. At least 1,000,000. */
  readonly NanoCPUs?: number | undefined
  /** Bytes; at least 4 MiB. */
  readonly MemoryBytes?: number | undefined
  /** Processes and threads; 0 is unlimited. Since API 1.41. */
  readonly Pids?: number | undefined
}

export interface ReservedResources {
  /** Billionths of a processor; at least 1,000,000. */
  readonly NanoCPUs?: number | undefined
  /** Bytes; at least 4 MiB. */
  readonly MemoryBytes?: number | undefined
  readonly GenericResources?: readonly GenericResource[] | undefined
}

/** Something that nodes have and the engine only counts, such as GPUs: a number of them, or one by its name. */
export type GenericResource =
  | { readonly DiscreteResourceSpec: { readonly Kind: string; readonly Value: number } }
  | { readonly NamedResourceSpec: { readonly Kind: string; readonly Value: string } }
