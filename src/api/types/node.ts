import type { SwarmObject, SwarmTlsInfo } from './swarm-object.ts'
import type { ReservedResources } from './task-resources.ts'

/** An engine of a swarm, as NodeInspect and NodeList answer it. */
export interface Node extends SwarmObject {
  readonly Spec: NodeSpec & { readonly Labels: Readonly<Record<string, string>> }
  /** What the node told of itself. */
  readonly Description: NodeDescription
  readonly Status: {
    readonly State: NodeState
    /** Why, when it is not ready. */
    readonly Message?: string
    /** IP address. */
    readonly Addr?: string
  }
  /** Only of a manager. */
  readonly ManagerStatus?: {
    /** Absent is false. */
    readonly Leader?: boolean
    readonly Reachability: 'unknown' | 'unreachable' | 'reachable'
    /** `address:port` */
    readonly Addr: string
  }
}

/** What can be changed of a node. An update must name role and availability, changed or not. */
export interface NodeSpec {
  readonly Role: 'worker' | 'manager'
  readonly Availability: NodeAvailability
  /** Placement constraints find them as `node.labels.<key>`. */
  readonly Labels?: Readonly<Record<string, string>> | undefined
  readonly Name?: string | undefined
}

/** `pause` gets no new tasks, and `drain` loses those that it has. */
export type NodeAvailability = 'active' | 'pause' | 'drain'

export type NodeState = 'unknown' | 'down' | 'ready' | 'disconnected'

export interface NodeDescription {
  readonly Hostname: string
  readonly Platform: NodePlatform
  readonly Resources: ReservedResources
  readonly Engine: {
    readonly EngineVersion: string
    /** Of the engine, not of the node. */
    readonly Labels?: Readonly<Record<string, string>>
    /** Types such as `Log`, `Network` or `Volume`. */
    readonly Plugins?: readonly { readonly Type: string; readonly Name: string }[]
  }
  readonly TLSInfo: SwarmTlsInfo
}

/** What a node runs on. */
export interface NodePlatform {
  /** As the kernel names it: `x86_64`, `aarch64`. */
  readonly Architecture?: string | undefined
  /** `linux` or `windows`. */
  readonly OS?: string | undefined
}

/** Narrows NodeList. A node must satisfy every key; within one key, one of the values (of labels, all). */
export interface NodeFilters {
  /** Ids or their beginnings. */
  readonly id?: readonly string[] | undefined
  /** Of the engine: `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Docker takes a node whose specification was ever updated for `pending`. */
  readonly membership?: readonly ('accepted' | 'pending')[] | undefined
  /** Names or their beginnings. */
  readonly name?: readonly string[] | undefined
  /** Of the node: `key` or `key=value`. */
  readonly 'node.label'?: readonly string[] | undefined
  readonly role?: readonly ('manager' | 'worker')[] | undefined
}
