import type { ContainerCreateRequest, EngineKind } from '../api/index.ts'
import type { ContainerSpec } from './container-spec.ts'
import { environmentList } from './environment.ts'
import { extraHostText } from './extra-host.ts'
import { healthConfig } from './health-check.ts'
import { bindText, mountRequest } from './mounts.ts'
import { endpointConfig, firstNetwork } from './networks.ts'
import { type ExposedPort, portKey } from './ports.ts'
import { patched } from './request-patch.ts'

/** Translates a specification into the body of the ContainerCreate of that kind of engine. */
export const createRequest = (spec: ContainerSpec, kind: EngineKind): ContainerCreateRequest =>
  spec.patches.reduce(patched, plainRequest(spec, kind))

const plainRequest = (spec: ContainerSpec, kind: EngineKind): ContainerCreateRequest => ({
  Image: spec.image,
  Cmd: spec.command,
  Entrypoint: spec.entrypoint,
  Env: environmentList(spec.env),
  Labels: spec.labels,
  User: spec.user,
  WorkingDir: spec.workingDir,
  Hostname: spec.hostname,
  Healthcheck: spec.healthCheck && healthConfig(spec.healthCheck),
  ExposedPorts: Object.fromEntries(spec.ports.map((port) => [portKey(port), {}])),
  HostConfig: {
    Binds: spec.binds.map(bindText),
    Mounts: spec.mounts.length > 0 ? spec.mounts.map(mountRequest) : undefined,
    Tmpfs: spec.tmpFs,
    PortBindings: portBindings(spec.ports, anyAddress[kind]),
    NetworkMode: firstNetwork(spec),
    ExtraHosts: spec.extraHosts.map(extraHostText),
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

// One address family: where Docker binds two, it may give each a port of its own, and only one of them is reported first.
// Podman binds one of its own accord; and the address that stands for all, Podman 4.3 takes for one to match: nothing arrives.
const anyAddress = { docker: '0.0.0.0', podman: '' } as const

const portBindings = (ports: readonly ExposedPort[], HostIp: string): PortBindings => {
  const bindings: PortBindings = {}
  for (const port of ports) {
    const key = portKey(port)
    bindings[key] = [...(bindings[key] ?? []), { HostIp, HostPort: String(port.host ?? '') }]
  }
  return bindings
}

const networkingConfig = (spec: ContainerSpec) => {
  const name = firstNetwork(spec)
  const {
    networks: [place],
    networkAliases,
  } = spec
  if (name === undefined || (!place && networkAliases.length === 0)) return undefined
  return { EndpointsConfig: { [name]: endpointConfig(place ?? {}, networkAliases) } }
}
