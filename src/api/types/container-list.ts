import type { ContainerStatus, HealthStatus } from './container.ts'
import type { Descriptor } from './descriptor.ts'
import type { EndpointSettings } from './endpoint.ts'
import type { MountPoint } from './mount.ts'
import type { Port } from './port.ts'

/** One container in the answer of ContainerList. */
export interface ContainerSummary {
  readonly Id: string
  /** Each with a leading slash; more than one where legacy links exist. */
  readonly Names: readonly string[]
  /** As it was asked for; the id when the name has moved to another image. */
  readonly Image: string
  /** `sha256:…` */
  readonly ImageID: string
  /** The command line as one text. */
  readonly Command: string
  /** Seconds since 1970. */
  readonly Created: number
  /** One entry for each address a port is published on, and one for each that is exposed only. */
  readonly Ports: readonly Port[]
  readonly Labels: Readonly<Record<string, string>>
  /** The last two are Podman's. */
  readonly State: ContainerStatus | 'stopped' | 'stopping'
  /** For people: `Up 2 seconds (healthy)`. */
  readonly Status: string
  /** Podman leaves it out. */
  readonly HostConfig?: {
    readonly NetworkMode: string
    /** Since API 1.46. */
    readonly Annotations?: Readonly<Record<string, string>>
  }
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, EndpointSettings>> | null }
  /** Podman before 5 says `null`. */
  readonly Mounts: readonly MountPoint[] | null
  /** Since API 1.52. */
  readonly Health?: { readonly Status: HealthStatus; readonly FailingStreak: number }
  /** Since API 1.48, and only where images are kept in containerd. */
  readonly ImageManifestDescriptor?: Descriptor
  /** Bytes written by the container; only when `size` was asked for, and absent when nothing was written. */
  readonly SizeRw?: number
  /** Bytes of image and container together; only when `size` was asked for. */
  readonly SizeRootFs?: number
}

/** Narrows ContainerList. A container must satisfy every key; within one key, one of the values (of `label`, all). */
export interface ContainerFilters {
  /** Containers made from this image or a child of it: name, id or digest. */
  readonly ancestor?: readonly string[] | undefined
  /** Made before this container (name or id). */
  readonly before?: readonly string[] | undefined
  /** Made after this container (name or id). */
  readonly since?: readonly string[] | undefined
  /** Port, range and protocol: `80`, `80/udp`, `8000-8010/tcp`. */
  readonly expose?: readonly string[] | undefined
  readonly publish?: readonly string[] | undefined
  /** Exit codes. */
  readonly exited?: readonly `${number}`[] | undefined
  readonly health?: readonly HealthStatus[] | undefined
  /** Ids or their beginnings. */
  readonly id?: readonly string[] | undefined
  readonly 'is-task'?: readonly ('true' | 'false')[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Regular expressions, searched for in the name: `^/web$` is exact. */
  readonly name?: readonly string[] | undefined
  /** Name or id. */
  readonly network?: readonly string[] | undefined
  readonly status?: readonly ContainerStatus[] | undefined
  /** Name or mount point. */
  readonly volume?: readonly string[] | undefined
  /** `key` or `key=value`. Since API 1.56. */
  readonly annotation?: readonly string[] | undefined
}
