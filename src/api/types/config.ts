import type { Driver, SwarmObject } from './swarm-object.ts'

/** A config, as ConfigInspect and ConfigList answer it. */
export interface Config extends SwarmObject {
  readonly Spec: ConfigSpec & { readonly Labels: Readonly<Record<string, string>> }
}

/** Body of ConfigCreate. */
export interface ConfigSpec {
  readonly Name: string
  readonly Labels?: Readonly<Record<string, string>> | undefined
  /** Base64, of 1 byte to 1000 KiB. */
  readonly Data: string
  /** Fills in templates; the only one is `golang`. */
  readonly Templating?: Driver | undefined
}

/** Narrows ConfigList. A config must satisfy every key; within one key, one of the values (of `label`, all). */
export interface ConfigFilters {
  /** Ids or their beginnings. */
  readonly id?: readonly string[] | undefined
  /** `key` or `key=value`. */
  readonly label?: readonly string[] | undefined
  /** Names or their beginnings. */
  readonly name?: readonly string[] | undefined
}
