import { InvalidArgumentError } from '../events/error.ts'
import type { ContainerSpec } from './container-spec.ts'

/** Limits of processes by name, such as `nofile`; undefined is -1, no limit. */
export type Ulimits = Readonly<
  Record<string, { readonly hard?: number | undefined; readonly soft?: number | undefined }>
>

export interface ResourcesQuota {
  /** GiB. */
  readonly memory?: number | undefined
  /** Cores, such as `0.5`. */
  readonly cpu?: number | undefined
}

/** The quota in the engine's units; what is not named stays as it was. */
export const quotaFields = ({ memory, cpu }: ResourcesQuota): Pick<ContainerSpec, 'memoryBytes' | 'nanoCpus'> => ({
  ...(memory === undefined ? {} : { memoryBytes: Math.ceil(positive('memory', memory) * 2 ** 30) }),
  ...(cpu === undefined ? {} : { nanoCpus: Math.ceil(positive('cpu', cpu) * 1e9) }),
})

const positive = (name: string, value: number): number => {
  if (Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError(`withResourcesQuota() takes \`${name}\` above 0, got \`${value}\`.`)
}
