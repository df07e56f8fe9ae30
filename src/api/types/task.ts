import type { ServicePort } from './service-endpoint.ts'
import type { SwarmNetwork } from './swarm-network.ts'
import type { ObjectVersion, SwarmObject } from './swarm-object.ts'
import type { GenericResource } from './task-resources.ts'
import type { TaskSpec } from './task-spec.ts'

/** One run of a service's container on one node, as TaskInspect and TaskList answer it. */
export interface Task extends SwarmObject {
  readonly Name?: string
  readonly Labels: Readonly<Record<string, string>>
  readonly Spec: TaskSpec
  /** Absent for a container that was connected to a swarm network by hand. */
  readonly ServiceID?: string
  /** From 1; its successor has the same. Absent for a global service. */
  readonly Slot?: number
  /** Absent until a node was found. */
  readonly NodeID?: string
  readonly Status: TaskStatus
  /** What the swarm wants it to become; `shutdown` when it was replaced. */
  readonly DesiredState: TaskState
  readonly NetworksAttachments?: readonly NetworkAttachment[]
  readonly GenericResources?: readonly GenericResource[]
  /** Only of a job: in which of its runs. Since API 1.41. */
  readonly JobIteration?: ObjectVersion
}

/** In the order in which a task goes through them; the last ones are ends. */
export type TaskState =
  | 'new'
  | 'pending'
  | 'allocated'
  | 'assigned'
  | 'accepted'
  | 'preparing'
  | 'ready'
  | 'starting'
  | 'running'
  | 'complete'
  | 'shutdown'
  | 'failed'
  | 'rejected'
  | 'remove'
  | 'orphaned'

export interface TaskStatus {
  /** RFC 3339 with nanoseconds. */
  readonly Timestamp: string
  readonly State: TaskState
  /** Such as `started`. */
  readonly Message?: string
  /** What went wrong, such as `task: non-zero exit (3)`. */
  readonly Err?: string
  /** Absent until there is a container. */
  readonly ContainerStatus?: {
    /** Known to the engine of its node only. */
    readonly ContainerID: string
    readonly PID: number
    readonly ExitCode: number
  }
  /** What was published in `host` mode; twice where the engine has IPv6. */
  readonly PortStatus: { readonly Ports?: readonly ServicePort[] }
}

/** A task's place in a network. */
export interface NetworkAttachment {
  readonly Network: SwarmNetwork
  /** In CIDR. */
  readonly Addresses?: readonly string[]
}

/** Narrows TaskList. A task must satisfy every key; within one key, one of the values (of `label`, all). */
export interface TaskFilters {
  readonly 'desired-state'?: readonly TaskState[] | undefined
  /** Ids or their beginnings. */
  readonly id?: readonly string[] | undefined
  /** Of the task: `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Names or their beginnings. */
  readonly name?: readonly string[] | undefined
  /** Id or name. */
  readonly node?: readonly string[] | undefined
  /** Id or name. */
  readonly service?: readonly string[] | undefined
}
