import { UnsupportedError } from '../errors.ts'
import type { QueryValue } from '../wire/path.ts'
import { type ApiVersion, isOlder } from './version.ts'

/**
 * A value that only engines from some version on understand; one that is not given asks nothing of the engine.
 *
 * @param option what a caller knows it by. @default the key that it stands under
 */
export const since = (version: ApiVersion, value: QueryValue, option?: string): Since | undefined =>
  value === undefined ? undefined : new Since(version, value, option)

/** See `since`. */
export class Since {
  readonly version: ApiVersion
  readonly value: QueryValue
  readonly option: string | undefined

  constructor(version: ApiVersion, value: QueryValue, option: string | undefined) {
    this.version = version
    this.value = value
    this.option = option
  }
}

/** What an engine is, as far as features depend on it. */
export interface EngineTraits {
  readonly host: string
  readonly apiVersion: string
  readonly kind: EngineKind
}

export type EngineKind = 'docker' | 'podman'

export type GatedValues = Readonly<Record<string, QueryValue | Since>>

/**
 * Refuses what the engine would ignore in silence, or answer with a 404 that says nothing.
 *
 * @returns the values, without their versions
 * @throws UnsupportedError
 */
export const allowed = (values: GatedValues, engine: EngineTraits): Readonly<Record<string, QueryValue>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!(value instanceof Since)) return [name, value]
      requireVersion(`\`${value.option ?? name}\``, value.version, engine)
      return [name, value.value]
    }),
  )

/** @throws UnsupportedError when the engine speaks an older API than that */
export const requireVersion = (feature: string, version: ApiVersion, { host, apiVersion }: EngineTraits): void => {
  if (!isOlder(apiVersion, version)) return
  throw new UnsupportedError(
    feature,
    `${feature} needs API ${version}, and the engine at \`${host}\` speaks ${apiVersion}. Leave it out, or update the engine.`,
  )
}

/** @throws UnsupportedError when the engine is another one than Docker */
export const requireDocker = (feature: string, { host, kind }: EngineTraits): void => {
  if (kind === 'docker') return
  throw new UnsupportedError(feature, `Podman at \`${host}\` has no ${feature}. Use a Docker engine for it.`)
}

/** For the answer of a Podman that does not know an operation: it has no body but these words, and no cause. */
export const unknownToPodman = (operation: string, host: string): UnsupportedError =>
  new UnsupportedError(
    operation,
    `Podman at \`${host}\` has no ${operation}. Use a newer Podman, or a Docker engine for it.`,
  )
