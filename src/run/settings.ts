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
