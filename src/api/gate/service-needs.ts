import type { ServiceSpec } from '../types/index.ts'
import { type GatedValues, since } from './gate.ts'

/** The parts of a service that older engines leave out in silence. Every engine that is supported knows the rest. */
export const serviceNeeds = ({ TaskTemplate, Mode }: ServiceSpec): GatedValues => {
  const { ContainerSpec, Resources } = TaskTemplate
  const { Privileges, Healthcheck } = ContainerSpec ?? {}
  return {
    ReplicatedJob: since('1.41', Mode?.ReplicatedJob),
    GlobalJob: since('1.41', Mode?.GlobalJob),
    'Limits.Pids': since('1.41', Resources?.Limits?.Pids),
    CapabilityAdd: since('1.41', ContainerSpec?.CapabilityAdd),
    CapabilityDrop: since('1.41', ContainerSpec?.CapabilityDrop),
    Ulimits: since('1.41', ContainerSpec?.Ulimits),
    'Privileges.Seccomp': since('1.44', Privileges?.Seccomp),
    'Privileges.AppArmor': since('1.44', Privileges?.AppArmor),
    'Privileges.NoNewPrivileges': since('1.44', Privileges?.NoNewPrivileges || undefined),
    'Healthcheck.StartInterval': since('1.44', Healthcheck?.StartInterval),
    OomScoreAdj: since('1.46', ContainerSpec?.OomScoreAdj),
    SwapBytes: since('1.52', Resources?.SwapBytes),
    MemorySwappiness: since('1.52', Resources?.MemorySwappiness),
  }
}
