import type { NodeAvailability } from './node.ts'
import type { Driver, SwarmObject, SwarmTlsInfo } from './swarm-object.ts'

/** Answer of SwarmInspect. */
export interface Swarm extends ClusterInfo {
  readonly JoinTokens: {
    readonly Worker: string
    readonly Manager: string
  }
}

/** What an engine tells of the swarm that it manages. */
export interface ClusterInfo extends SwarmObject {
  readonly Spec: WholeSwarmSpec
  readonly TLSInfo: SwarmTlsInfo
  /** A new root certificate is on its way to the nodes. */
  readonly RootRotationInProgress: boolean
  /** Subnets in CIDR that swarm networks are taken from. */
  readonly DefaultAddrPool: readonly string[] | null
  /** Bits of the network part of each of them. */
  readonly SubnetSize: number
  /** UDP port of the traffic between containers. */
  readonly DataPathPort: number
}

/** How a swarm is set up. */
export interface SwarmSpec {
  /** Only `default`. */
  readonly Name?: string | undefined
  readonly Labels?: Readonly<Record<string, string>> | undefined
  readonly Orchestration?:
    | {
        /** Ended tasks that are kept for each slot; negative keeps all. @default 5 */
        readonly TaskHistoryRetentionLimit?: number | undefined
      }
    | undefined
  readonly Raft?: RaftConfig | undefined
  readonly Dispatcher?:
    | {
        /** Between two heartbeats of a node, ns. @default 5 s */
        readonly HeartbeatPeriod?: number | undefined
      }
    | undefined
  readonly CAConfig?: SwarmCaConfig | undefined
  readonly EncryptionConfig?:
    | {
        /** A manager whose engine was restarted stays locked until SwarmUnlock. @default false */
        readonly AutoLockManagers?: boolean | undefined
      }
    | undefined
  readonly TaskDefaults?:
    | {
        /** For tasks that name none. @default the engine's */
        readonly LogDriver?: Driver | undefined
      }
    | undefined
}

/** Body of SwarmUpdate, and what the swarm made of a SwarmSpec. In an update, a number that is left out becomes 0, not its default. */
export type WholeSwarmSpec = { readonly [Part in keyof SwarmSpec]-?: NonNullable<SwarmSpec[Part]> }

/** How the managers agree with each other. A tick is about a second. */
export interface RaftConfig {
  /** Log entries between two snapshots. @default 10,000 */
  readonly SnapshotInterval?: number | undefined
  /** Snapshots kept beside the current one. @default 0 */
  readonly KeepOldSnapshots?: number | undefined
  /** Log entries kept for slow managers after a snapshot. @default 500 */
  readonly LogEntriesForSlowFollowers?: number | undefined
  /** Ticks without a leader until another is elected; must be above `HeartbeatTick`. @default 10 */
  readonly ElectionTick?: number | undefined
  /** Ticks between two heartbeats of the leader. @default 1 */
  readonly HeartbeatTick?: number | undefined
}

export interface SwarmCaConfig {
  /** How long the certificate of a node is good, ns. @default 90 days */
  readonly NodeCertExpiry?: number | undefined
  readonly ExternalCAs?: readonly ExternalCa[] | undefined
  /** PEM. */
  readonly SigningCACert?: string | undefined
  /** PEM; never answered. */
  readonly SigningCAKey?: string | undefined
  /** Another number than before asks for a new root certificate. */
  readonly ForceRotate?: number | undefined
}

export interface ExternalCa {
  /** @default cfssl */
  readonly Protocol?: 'cfssl' | undefined
  readonly URL: string
  readonly Options?: Readonly<Record<string, string>> | undefined
  /** PEM. @default the swarm's own root */
  readonly CACert?: string | undefined
}

/** Where a node is found by the others. Addresses are `address[:port]` or `interface[:port]`. */
export interface SwarmAddresses {
  /** Where managers listen. */
  readonly ListenAddr: string
  /** What the others are told. @default found out, where the host has one address only */
  readonly AdvertiseAddr?: string | undefined
  /** Address or interface for the traffic between containers. @default that of `AdvertiseAddr` */
  readonly DataPathAddr?: string | undefined
  /** Of this node. @default active */
  readonly Availability?: NodeAvailability | undefined
}

/** Body of SwarmInit. */
export interface SwarmInitRequest extends SwarmAddresses {
  /** UDP port of the traffic between containers, 1024 to 49151. @default 4789 */
  readonly DataPathPort?: number | undefined
  /** Subnets in CIDR to take swarm networks from. @default 10.0.0.0/8 */
  readonly DefaultAddrPool?: readonly string[] | undefined
  /** Bits of the network part of each of them, up to 29. @default 24 */
  readonly SubnetSize?: number | undefined
  /** Begin a new swarm from what this manager knows, after the others were lost. @default false */
  readonly ForceNewCluster?: boolean | undefined
  readonly Spec?: SwarmSpec | undefined
}

/** Body of SwarmJoin. */
export interface SwarmJoinRequest extends SwarmAddresses {
  /** Managers of the swarm: `address:port`. */
  readonly RemoteAddrs: readonly string[]
  /** Whether it becomes a worker or a manager: one of the two of SwarmInspect. */
  readonly JoinToken: string
}

/** Answer of SwarmUnlockkey. */
export interface UnlockKeyResponse {
  /** Empty where managers are not locked. */
  readonly UnlockKey: string
}

/** Body of SwarmUnlock. */
export interface SwarmUnlockRequest {
  readonly UnlockKey: string
}
