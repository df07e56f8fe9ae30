import { ProgressError } from './errors.ts'
import { credentialsFor } from './links/kept-credentials.ts'
import { registryAuth } from './links/registry-auth.ts'
import type { AuthConfig, PluginPrivilege } from './types/index.ts'
import { path } from './wire/path.ts'
import { followProgress, type ProgressOptions } from './wire/progress.ts'
import type { Call, Wire } from './wire/wire.ts'

export interface PluginPushOptions extends ProgressOptions {
  /** `{}` asks as a stranger. @default those kept for the registry */
  readonly auth?: AuthConfig | undefined
}

export interface PluginUpgradeOptions extends PluginPushOptions {
  /** Where the other version is. */
  readonly remote: string
}

export interface PluginPullOptions extends PluginPushOptions {
  /** Name to install it under. @default that in the registry */
  readonly name?: string | undefined
}

/** Asks the registry what a plugin wants of the host. */
export const pluginPrivileges = async (
  wire: Wire,
  remote: string,
  options: PluginPushOptions,
): Promise<PluginPrivilege[]> => {
  const { auth } = await credentialsFor(wire, remote, options)
  const query = { remote }
  const headers = registryAuth(auth)
  const { signal } = options
  const call: Call = { method: 'GET', path: '/plugins/privileges', query, headers, dockerOnly, signal }
  return wire.list(call)
}

/** Installs a plugin from its registry through the engine. */
export const pullPlugin = (
  wire: Wire,
  remote: string,
  privileges: readonly PluginPrivilege[],
  { name, ...options }: PluginPullOptions,
): Promise<void> => {
  const call: Call = { method: 'POST', path: '/plugins/pull', query: { remote, name }, json: privileges }
  return transfer(wire, call, { ...options, remote, name: remote, code: 'PLUGIN_PULL', done: 'pulled' })
}

/** Replaces a plugin by another version from its registry. */
export const upgradePlugin = (
  wire: Wire,
  name: string,
  privileges: readonly PluginPrivilege[],
  options: PluginUpgradeOptions,
): Promise<void> => {
  const { remote } = options
  const call: Call = { method: 'POST', path: path`/plugins/${name}/upgrade`, query: { remote }, json: privileges }
  return transfer(wire, call, { ...options, name, code: 'PLUGIN_UPGRADE', done: 'upgraded' })
}

/** Sends a plugin to its registry through the engine. */
export const pushPlugin = (wire: Wire, name: string, options: PluginPushOptions): Promise<void> => {
  const call: Call = { method: 'POST', path: path`/plugins/${name}/push` }
  return transfer(wire, call, { ...options, remote: name, name, code: 'PLUGIN_PUSH', done: 'pushed' })
}

interface Transfer extends PluginUpgradeOptions {
  /** What the error is about. */
  readonly name: string
  readonly code: string
  readonly done: string
}

const transfer = async (wire: Wire, call: Call, { name, code, done, ...options }: Transfer): Promise<void> => {
  const { auth, problem } = await credentialsFor(wire, options.remote, options)
  const failure = (engineMessage: string, refusal?: Error) => {
    const cause = problem ?? refusal
    const message = `Plugin \`${name}\` could not be ${done}: ${engineMessage}`
    return new ProgressError(code, name, message, engineMessage, cause && { cause })
  }
  const { signal, onProgress } = options
  const authorized: Call = { ...call, headers: registryAuth(auth), dockerOnly, signal }
  return followProgress(wire, authorized, { onMessage: onProgress, failure })
}

const dockerOnly = 'plugins'
