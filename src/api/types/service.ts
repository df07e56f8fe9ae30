import type { Empty } from './container-config.ts'
import type { EndpointSpec, ServiceEndpoint } from './service-endpoint.ts'
import type { ObjectVersion, SwarmObject } from './swarm-object.ts'
import type { NetworkAttachmentConfig, TaskSpec } from './task-spec.ts'

/** A service, as ServiceInspect and ServiceList answer it. */
export interface Service extends SwarmObject {
  readonly Spec: InspectedServiceSpec
  /** Before the last update; what a rollback goes back to. */
  readonly PreviousSpec?: InspectedServiceSpec
  readonly Endpoint: ServiceEndpoint
  /** Of the last update, once there was one. */
  readonly UpdateStatus?: {
    readonly State: UpdateState
    /** RFC 3339. */
    readonly StartedAt?: string
    /** RFC 3339. */
    readonly CompletedAt?: string
    /** Such as `update completed`. */
    readonly Message: string
  }
  /** Only in lists, and only when `status` was asked for. Since API 1.41. */
  readonly ServiceStatus?: {
    readonly RunningTasks: number
    readonly DesiredTasks: number
    /** Of a job. */
    readonly CompletedTasks: number
  }
  /** Only of a job. Since API 1.41. */
  readonly JobStatus?: {
    readonly JobIteration: ObjectVersion
    /** RFC 3339. */
    readonly LastExecution?: string
  }
}

export type UpdateState =
  | 'updating'
  | 'paused'
  | 'completed'
  | 'rollback_started'
  | 'rollback_paused'
  | 'rollback_completed'

/** Body of ServiceCreate and ServiceUpdate. An update needs all of it: what is left out goes back to its default. */
export interface ServiceSpec {
  readonly Name: string
  readonly Labels?: Readonly<Record<string, string>> | undefined
  readonly TaskTemplate: TaskSpec
  /** @default one replica. It can never become another kind. */
  readonly Mode?: ServiceMode | undefined
  readonly UpdateConfig?: UpdateConfig | undefined
  readonly RollbackConfig?: RollbackConfig | undefined
  /** Since API 1.44 use `TaskTemplate.Networks`, which older engines know too. */
  readonly Networks?: readonly NetworkAttachmentConfig[] | undefined
  readonly EndpointSpec?: EndpointSpec | undefined
}

/** What the swarm made of a ServiceSpec. */
export type InspectedServiceSpec = ServiceSpec & {
  readonly Labels: Readonly<Record<string, string>>
  readonly Mode: ServiceMode
}

/** How many tasks a service has: one of these four. */
export type ServiceMode =
  | ({ readonly Replicated: { readonly Replicas?: number | undefined } } & Without<
      'Global' | 'ReplicatedJob' | 'GlobalJob'
    >)
  | ({ readonly Global: Empty } & Without<'Replicated' | 'ReplicatedJob' | 'GlobalJob'>)
  | ({ readonly ReplicatedJob: ReplicatedJob } & Without<'Replicated' | 'Global' | 'GlobalJob'>)
  | ({ readonly GlobalJob: Empty } & Without<'Replicated' | 'Global' | 'ReplicatedJob'>)

type Without<Key extends string> = { readonly [Absent in Key]?: undefined }

/** Tasks that run to their end, a number of times. Since API 1.41. */
export interface ReplicatedJob {
  /** At once. @default 1 */
  readonly MaxConcurrent?: number | undefined
  /** In all. @default `MaxConcurrent` */
  readonly TotalCompletions?: number | undefined
}

/** How tasks are replaced when a service changes. */
export interface UpdateConfig {
  /** Tasks at a time; 0 is all of them. @default 0, but 1 for a service without this part */
  readonly Parallelism?: number | undefined
  /** Between two steps, ns. @default 0 */
  readonly Delay?: number | undefined
  /** When a new task fails. @default pause */
  readonly FailureAction?: 'continue' | 'pause' | 'rollback' | undefined
  /** How long a new task is watched for failure, ns. @default 5 s */
  readonly Monitor?: number | undefined
  /** Part of the tasks that may fail, 0 to 1. @default 0 */
  readonly MaxFailureRatio?: number | undefined
  /** @default stop-first */
  readonly Order?: 'stop-first' | 'start-first' | undefined
}

/** How tasks are replaced when a change is taken back. */
export interface RollbackConfig extends UpdateConfig {
  readonly FailureAction?: 'continue' | 'pause' | undefined
}

/** Answer of ServiceCreate. */
export interface ServiceCreateResponse {
  readonly ID: string
  /** Absent or `null` when there are none. */
  readonly Warnings?: readonly string[] | null
}

/** Answer of ServiceUpdate. */
export interface ServiceUpdateResponse {
  /** Absent or `null` when there are none. */
  readonly Warnings?: readonly string[] | null
}

/** Narrows ServiceList. A service must satisfy every key; within one key, one of the values (of `label`, all). */
export interface ServiceFilters {
  /** Ids or their beginnings. */
  readonly id?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Jobs since API 1.41. */
  readonly mode?: readonly ('replicated' | 'global' | 'replicated-job' | 'global-job')[] | undefined
  /** Names or their beginnings. */
  readonly name?: readonly string[] | undefined
}
