import type { Readable } from 'node:stream'
import {
  type PluginPullOptions,
  type PluginPushOptions,
  type PluginUpgradeOptions,
  pluginPrivileges,
  pullPlugin,
  pushPlugin,
  upgradePlugin,
} from './plugin-registry.ts'
import type { Plugin, PluginFilters, PluginPrivilege } from './types/index.ts'
import { path } from './wire/path.ts'
import type { CallOptions, Wire } from './wire/wire.ts'

/**
 * Plugins of the engine, for volumes, networks, logs and more: one method for each operation of the API.
 * Names may leave out the tag `latest`. An unknown plugin is a NotFoundError where nothing else is said; Podman throws an
 * UnsupportedError.
 */
export class Plugins {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Lists plugins that are installed. @see Engine API operation PluginList */
  list({ filters, signal }: CallOptions & { readonly filters?: PluginFilters | undefined } = {}): Promise<Plugin[]> {
    return this.#wire.list({ method: 'GET', path: '/plugins', query: { filters }, dockerOnly, signal })
  }

  /** Everything that the engine knows of a plugin. @see Engine API operation PluginInspect */
  async inspect(name: string, { signal }: CallOptions = {}): Promise<Plugin> {
    return this.#wire.json({ method: 'GET', path: path`/plugins/${name}/json`, dockerOnly, signal })
  }

  /**
   * What a plugin in a registry wants of the host. The engine's `null` for nothing becomes an empty list, and that is also
   * what Docker answers where the registry refuses: `pull` then tells why.
   *
   * @see Engine API operation GetPluginPrivileges
   */
  privileges(remote: string, options: Pick<PluginPushOptions, 'auth' | 'signal'> = {}): Promise<PluginPrivilege[]> {
    return pluginPrivileges(this.#wire, remote, options)
  }

  /**
   * Installs a plugin from its registry. It does not run until `enable`.
   *
   * @param privileges all that `privileges` tells, or else the engine refuses
   * @throws ProgressError with code `PLUGIN_PULL` whenever the engine or the registry refuses
   * @see Engine API operation PluginPull
   */
  pull(remote: string, privileges: readonly PluginPrivilege[] = [], options: PluginPullOptions = {}): Promise<void> {
    return pullPlugin(this.#wire, remote, privileges, options)
  }

  /**
   * Replaces a plugin that does not run by another version of it; its settings stay.
   *
   * @throws ProgressError with code `PLUGIN_UPGRADE` whenever the engine or the registry refuses
   * @see Engine API operation PluginUpgrade
   */
  upgrade(name: string, privileges: readonly PluginPrivilege[], options: PluginUpgradeOptions): Promise<void> {
    return upgradePlugin(this.#wire, name, privileges, options)
  }

  /**
   * Sends a plugin to the registry in its name.
   *
   * @throws ProgressError with code `PLUGIN_PUSH` whenever the engine or the registry refuses
   * @see Engine API operation PluginPush
   */
  push(name: string, options: PluginPushOptions = {}): Promise<void> {
    return pushPlugin(this.#wire, name, options)
  }

  /**
   * Installs a plugin from a tar archive with `config.json` and the folder `rootfs`.
   *
   * @throws ConflictError when Docker 20.10 has a plugin with the same content already
   * @throws ServerError when the archive cannot be used, or the name is in use
   * @see Engine API operation PluginCreate
   */
  async create(tar: Readable | Uint8Array, { name, signal }: CallOptions & { readonly name: string }): Promise<void> {
    await this.#wire.status({
      method: 'POST',
      path: '/plugins/create',
      query: { name },
      tar,
      dockerOnly,
      signal,
      patient: true,
    })
  }

  /**
   * Changes settings of a plugin that does not run.
   *
   * @param settings such as `DEBUG=1` or `mount.source=/data`; the plugin says which there are
   * @throws ServerError when it has no such setting, or runs
   * @see Engine API operation PluginSet
   */
  async set(name: string, settings: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    await this.#wire.status({ method: 'POST', path: path`/plugins/${name}/set`, json: settings, dockerOnly, signal })
  }

  /**
   * Starts a plugin.
   *
   * @param options.timeoutSeconds how long the engine waits for each of its answers; 0 waits without end. @default 0
   * @throws ServerError when it runs already, or cannot be run
   * @see Engine API operation PluginEnable
   */
  async enable(
    name: string,
    { timeoutSeconds = 0, signal }: CallOptions & { readonly timeoutSeconds?: number | undefined } = {},
  ): Promise<void> {
    // The engine wants a number, although its description says that there is a default.
    const query = { timeout: timeoutSeconds }
    await this.#wire.status({
      method: 'POST',
      path: path`/plugins/${name}/enable`,
      query,
      dockerOnly,
      signal,
      patient: true,
    })
  }

  /**
   * Stops a plugin.
   *
   * @param options.force also while something uses it. @default false
   * @throws ServerError when it does not run
   * @see Engine API operation PluginDisable
   */
  async disable(
    name: string,
    { force, signal }: CallOptions & { readonly force?: boolean | undefined } = {},
  ): Promise<void> {
    const query = { force }
    await this.#wire.status({
      method: 'POST',
      path: path`/plugins/${name}/disable`,
      query,
      dockerOnly,
      signal,
      patient: true,
    })
  }

  /**
   * Removes a plugin and what it keeps.
   *
   * @param options.force also while it runs. @default false
   * @throws ConflictError when it runs and `force` is not set
   * @see Engine API operation PluginDelete
   */
  async remove(
    name: string,
    { force, signal }: CallOptions & { readonly force?: boolean | undefined } = {},
  ): Promise<void> {
    await this.#wire.status({
      method: 'DELETE',
      path: path`/plugins/${name}`,
      query: { force },
      dockerOnly,
      signal,
      patient: true,
    })
  }
}

const dockerOnly = 'plugins'
