import type { Driver, SwarmObject } from './swarm-object.ts'

/** A secret, as SecretInspect and SecretList answer it: everything but its data, which only containers see. */
export interface Secret extends SwarmObject {
  readonly Spec: Omit<SecretSpec, 'Data'> & { readonly Labels: Readonly<Record<string, string>> }
}

/** Body of SecretCreate. */
export interface SecretSpec {
  readonly Name: string
  readonly Labels?: Readonly<Record<string, string>> | undefined
  /** Base64, of 1 byte to 500 KiB; none where a driver brings it. */
  readonly Data?: string | undefined
  /** Store that it is fetched from. @default the swarm's own */
  readonly Driver?: Driver | undefined
  /** Fills in templates; the only one is `golang`. */
  readonly Templating?: Driver | undefined
}

/** Narrows SecretList. A secret must satisfy every key; within one key, one of the values (of `label`, all). */
export interface SecretFilters {
  /** Ids or their beginnings. */
  readonly id?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Names or their beginnings. */
  readonly name?: readonly string[] | undefined
  /** Whole names. */
  readonly names?: readonly string[] | undefined
}
