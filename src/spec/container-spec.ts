import type { CopiedSource, CopyOptions } from './copies.ts'
import type { HealthCheck } from './health-check.ts'
import type { BindMount, MountedSource, TmpFs } from './mounts.ts'
import type { JoinedNetwork } from './networks.ts'
import type { ExposedPort } from './ports.ts'
import type { RequestPatch } from './request-patch.ts'
import type { Ulimits } from './resources.ts'

/** Everything that the engine is asked for when a container is made. Frozen: a change is a new value. */
export interface ContainerSpec {
  /** Name, digest or id of an image. */
  readonly image: string
  readonly name?: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly ports: readonly ExposedPort[]
  readonly user?: string
  readonly workingDir?: string
  readonly hostname?: string
  /** `os/arch[/variant]`. */
  readonly platform?: string
  readonly binds: readonly BindMount[]
  readonly mounts: readonly MountedSource[]
  readonly tmpFs: TmpFs
  /** A network's name, `host`, `none`, `bridge` or `container:<id>`; for a container that joins no networks of its own. */
  readonly networkMode?: string
  /** The first one is that in which it is created. */
  readonly networks: readonly JoinedNetwork[]
  readonly networkAliases: readonly string[]
  readonly extraHosts: readonly ExtraHost[]
  readonly healthCheck?: HealthCheck
  readonly copies: readonly CopiedSource[]
  readonly copyOptions: CopyOptions
  readonly privileged: boolean
  readonly addedCapabilities: readonly string[]
  readonly droppedCapabilities: readonly string[]
  readonly securityOptions: readonly string[]
  readonly ulimits: Ulimits
  readonly sharedMemoryBytes?: number
  readonly memoryBytes?: number
  readonly nanoCpus?: number
  readonly ipcMode?: string
  /** Such as `json-file`. */
  readonly logDriver?: string
  /** What is asked of the engine beyond all this, in this order. */
  readonly patches: readonly RequestPatch[]
}

/** A line of the container's /etc/hosts. */
export interface ExtraHost {
  readonly host: string
  /** An address, or `host-gateway` for the engine's host. */
  readonly ipAddress: string
}

/** A change of a specification. */
export type SpecChange = (spec: ContainerSpec) => ContainerSpec

/** The specification that asks for nothing but the image. */
export const containerSpec = (image: string): ContainerSpec =>
  Object.freeze({
    image,
    env: {},
    labels: {},
    ports: [],
    binds: [],
    mounts: [],
    tmpFs: {},
    networks: [],
    networkAliases: [],
    extraHosts: [],
    copies: [],
    copyOptions: {},
    privileged: false,
    addedCapabilities: [],
    droppedCapabilities: [],
    securityOptions: [],
    ulimits: {},
    patches: [],
  })

/** Replaces what the patch names. */
export const withFields =
  (patch: Partial<ContainerSpec>): SpecChange =>
  (spec) =>
    Object.freeze({ ...spec, ...patch })

/** Adds to a list; what was there stays first. */
export const withMore =
  <K extends ListField>(field: K, items: ContainerSpec[K]): SpecChange =>
  (spec) =>
    Object.freeze({ ...spec, [field]: [...spec[field], ...items] })

/** Adds to a table; later values win, the order of first appearance is kept. */
export const withEntries =
  <K extends TableField>(field: K, entries: ContainerSpec[K]): SpecChange =>
  (spec) =>
    Object.freeze({ ...spec, [field]: { ...spec[field], ...entries } })

/** Replaces the images by name: its own, and those whose files it mounts. */
export const withImages =
  (nameOf: (image: string) => string): SpecChange =>
  (spec) => {
    const mounts = spec.mounts.map((mount) =>
      mount.kind === 'image' ? { ...mount, source: nameOf(mount.source) } : mount,
    )
    return Object.freeze({ ...spec, image: nameOf(spec.image), mounts })
  }

type ListField = FieldOf<readonly unknown[]>
type TableField = 'env' | 'labels' | 'tmpFs' | 'ulimits' | 'copyOptions'
type FieldOf<T> = { [K in keyof ContainerSpec]-?: ContainerSpec[K] extends T ? K : never }[keyof ContainerSpec] &
  (
    | 'ports'
    | 'binds'
    | 'mounts'
    | 'networkAliases'
    | 'extraHosts'
    | 'copies'
    | 'addedCapabilities'
    | 'droppedCapabilities'
    | 'securityOptions'
    | 'patches'
  )
