import { Engine, type EngineKind } from '../../../src/api/index.ts'

/** What tests may know of the engine that they run on. It comes from the engine itself. */
export interface EngineTraits {
  readonly kind: EngineKind
  readonly isPodman: boolean
  /** The engine's own version, such as `28.5.2`. */
  readonly version: string
  readonly major: number
  /** The version of the API that was agreed upon. */
  readonly apiVersion: string
  /** The value for this engine; Podman 4 is as Podman where nothing else is said. */
  readonly pick: <T>(values: PerEngine<T>) => T
  /** Whether the API is of that version or newer. */
  readonly speaks: (version: `1.${number}`) => boolean
  readonly isRootless: boolean
  /** Podman leaves the running of health checks to systemd. */
  readonly runsHealthChecks: boolean
  /** Images are kept by containerd, in all their platforms. */
  readonly hasContainerdStore: boolean
}

export interface PerEngine<T> {
  readonly docker: T
  readonly podman: T
  readonly podman4?: T
}

/** Asks the engine that tests use. */
export const engineTraits = async (): Promise<EngineTraits> => {
  await using engine = await Engine.connect()
  const [{ Version }, info] = await Promise.all([engine.system.version(), engine.system.info()])
  const minor = (version: string) => Number(version.split('.')[1])
  const major = Number.parseInt(Version, 10)
  return {
    kind: engine.kind,
    isPodman: engine.kind === 'podman',
    version: Version,
    major,
    apiVersion: engine.apiVersion,
    pick: ({ docker, podman, podman4 = podman }) =>
      engine.kind === 'docker' ? docker : major === 4 ? podman4 : podman,
    speaks: (version) => minor(engine.apiVersion) >= minor(version),
    isRootless: (info.SecurityOptions ?? []).some((option) => option.startsWith('name=rootless')),
    runsHealthChecks: engine.kind === 'docker' || info.CgroupDriver === 'systemd',
    hasContainerdStore: (info.DriverStatus ?? []).some(([, value]) => value?.includes('io.containerd.snapshotter')),
  }
}
