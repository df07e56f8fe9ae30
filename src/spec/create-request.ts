import type { ContainerCreateRequest } from '../api/index.ts'
import type { ContainerSpec } from './container-spec.ts'
import { healthConfig } from './health-check.ts'
import { bindText } from './mounts.ts'
import { type ExposedPort, portKey } from './ports.ts'

/** Translates a specification into the body of the engine's ContainerCreate. */
export const createRequest = (spec: ContainerSpec): ContainerCreateRequest => ({
  Image: spec.image,
  Cmd: spec.command,
  Entrypoint: spec.entrypoint,
  Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
  Labels: spec.labels,
  User: spec.user,
  WorkingDir: spec.workingDir,
  Hostname: spec.hostname,
  Healthcheck: spec.healthCheck && healthConfig(spec.healthCheck),
  ExposedPorts: Object.fromEntries(spec.ports.map((port) => [portKey(port), {}])),
  HostConfig: {
    Binds: spec.binds.map(bindText),
    Tmpfs: spec.tmpFs,
    PortBindings: portBindings(spec.ports),
    NetworkMode: spec.networkMode,
    ExtraHosts: spec.extraHosts.map(({ host, ipAddress }) => `${host}:${ipAddress}`),
    Privileged: spec.privileged,
    CapAdd: spec.addedCapabilities,
    CapDrop: spec.droppedCapabilities,
    SecurityOpt: spec.securityOptions,
    Ulimits: Object.entries(spec.ulimits).map(([Name, { hard = -1, soft = -1 }]) => ({ Name, Hard: hard, Soft: soft })),
    ShmSize: spec.sharedMemoryBytes,
    Memory: spec.memoryBytes,
    NanoCpus: spec.nanoCpus,
    IpcMode: spec.ipcMode,
    LogConfig: spec.logDriver === undefined ? undefined : { Type: spec.logDriver, Config: {} },
  },
  NetworkingConfig: networkingConfig(spec),
})

type PortBindings = Record<string, { HostIp: string; HostPort: string }[]>

// One address family: where the engine binds two, it may give each a port of its own, and only one of them is reported first.
const portBindings = (ports: readonly ExposedPort[]): PortBindings => {
  const bindings: PortBindings = {}
  for (const port of ports) {
    const key = portKey(port)
    bindings[key] = [...(bindings[key] ?? []), { HostIp: '0.0.0.0', HostPort: String(port.host ?? '') }]
  }
  return bindings
}

const networkingConfig = ({ networkMode, networkAliases }: ContainerSpec) =>
  networkMode !== undefined && networkAliases.length > 0
    ? { EndpointsConfig: { [networkMode]: { Aliases: networkAliases } } }
    : undefined
