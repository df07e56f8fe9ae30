import { processWide } from '../events/process-wide.ts'

/** What holds for every container of this process. */
export interface Settings {
  /**
   * Gives the image to start in place of the one that a builder, or a module, names: a mirror, a fixed digest. Images that this process
   * builds are not asked about. @default the name as it is
   */
  readonly substituteImage?: ((image: string) => string) | undefined
  /**
   * For how long, in ms, what is made may be needed. After that, processes on other machines that share the engine remove it: they cannot
   * see whether this one lives. @default 86_400_000, a day
   */
  readonly leaseMs?: number | undefined
  /**
   * Whether a Ryuk container beside the engine cleans up too, also when this machine can no longer reach the engine; and how it is run.
   * Nothing waits for it, and where it cannot run, the process on this machine cleans up alone.
   * @default true for an engine on another machine, unless TESTCONTAINERS_RYUK_DISABLED is `true`
   */
  readonly ryuk?: boolean | RyukOptions | undefined
}

/** How Ryuk is run. */
export interface RyukOptions {
  /** @default the variable RYUK_CONTAINER_IMAGE, or testcontainers/ryuk:0.14.0 */
  readonly image?: string | undefined
  /** The engine's socket where the engine is. @default TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE, or the one that we use, or the usual one */
  readonly socketPath?: string | undefined
  /** The port of the engine's host. @default TESTCONTAINERS_RYUK_PORT, or one of the engine's choice */
  readonly port?: number | undefined
  /** @default TESTCONTAINERS_RYUK_PRIVILEGED */
  readonly privileged?: boolean | undefined
  /** Prints what it does. @default TESTCONTAINERS_RYUK_VERBOSE */
  readonly verbose?: boolean | undefined
  /** For how long, in ms, it waits for this process to come back. @default TESTCONTAINERS_RYUK_RECONNECTION_TIMEOUT, or ten seconds */
  readonly reconnectionTimeoutMs?: number | undefined
}

/**
 * Settings for every container that is started from now on. What is not named stays as it was; undefined takes a setting back.
 *
 * @example
 * configure({ substituteImage: (image) => image.replace(/^quay\.io\//, 'mirror.example/quay/') })
 */
export const configure = (settings: Settings): void => {
  Object.assign(ownSettings(), settings)
}

/** Those of this process. */
export const ownSettings = (): Settings => processWide('settings', () => ({}))
