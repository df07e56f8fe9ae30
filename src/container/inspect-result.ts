import type { ContainerInspect } from '../api/index.ts'
import type { Ports } from '../spec/bound-ports.ts'
import type { HealthReport } from '../wait/target.ts'
import type { Labels } from './test-container.ts'

/** What the hooks of custom containers are given: the engine's answer as it is, and beside it the usual parts in short. */
export interface InspectResult extends ContainerInspect {
  /** With the engine's leading slash. */
  readonly name: string
  readonly hostname: string
  readonly ports: Ports
  readonly healthCheckStatus: HealthReport['status']
  readonly networkSettings: Readonly<Record<string, { readonly networkId: string; readonly ipAddress: string }>>
  readonly state: {
    readonly status: string
    readonly running: boolean
    readonly startedAt: Date
    /** Undefined for one that has never ended. */
    readonly finishedAt: Date | undefined
  }
  readonly labels: Labels
}

/** Adds the short forms. */
export const inspectResult = (inspected: ContainerInspect): InspectResult => {
  const { Name, Config, State, NetworkSettings } = inspected
  return {
    ...inspected,
    name: Name,
    hostname: Config.Hostname,
    ports: mapValues(NetworkSettings.Ports ?? {}, (bindings) =>
      (bindings ?? []).map(({ HostIp, HostPort }) => ({ hostIp: HostIp, hostPort: Number(HostPort) })),
    ),
    healthCheckStatus: State.Health?.Status || 'none',
    networkSettings: mapValues(NetworkSettings.Networks, ({ NetworkID, IPAddress }) => ({
      networkId: NetworkID,
      ipAddress: IPAddress,
    })),
    state: {
      status: State.Status,
      running: State.Running,
      startedAt: new Date(State.StartedAt),
      finishedAt: State.FinishedAt.startsWith('0001-') ? undefined : new Date(State.FinishedAt),
    },
    labels: Config.Labels ?? {},
  }
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Readonly<Record<string, U>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
