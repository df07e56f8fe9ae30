import { homedir } from 'node:os'
import type { AuthConfig } from './auth-config.ts'
import { readAuthEntry } from './auth-entry.ts'
import type { HelperCall } from './credential-helper.ts'
import { type DockerConfig, readDockerConfigs, valueFor } from './docker-config.ts'
import { registryHost, serverAddress } from './registry-of.ts'
import { SharedWork } from './shared-work.ts'

/** Where the credentials of registries are kept. */
export interface RegistryCredentials {
  /** Those of one registry, by its host; undefined asks it as a stranger. */
  of(host: string, options?: LookUpOptions): Promise<AuthConfig | undefined>
  /** Those of every registry that is known, by host; Docker Hub is `https://index.docker.io/v1/`. */
  all(options?: LookUpOptions): Promise<Readonly<Record<string, AuthConfig>>>
}

export interface LookUpOptions {
  /** Ends the look-up; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface CliCredentialsOptions {
  /** @default that of this process */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** The user's own folder. @default that of this user */
  readonly home?: string | undefined
  /** How long a credential helper may take. @default 30_000 */
  readonly helperTimeoutMs?: number | undefined
}

/**
 * The credentials that the docker CLI has: DOCKER_AUTH_CONFIG, then `config.json` with its helpers, its store and what it
 * holds itself. It is read anew each time: who logs in meanwhile need not start anew.
 *
 * `of` throws CredentialHelperError where a helper fails, and InvalidArgumentError where the configuration cannot be used;
 * `all` leaves out the registries whose credentials cannot be had, since a build may need none of them.
 */
export const cliCredentials = ({
  env = process.env,
  home = homedir(),
  helperTimeoutMs: timeoutMs = 30_000,
}: CliCredentialsOptions = {}): RegistryCredentials => {
  const asked = new SharedWork<AuthConfig | undefined>()
  const listed = new SharedWork<readonly string[]>()

  const call = (name: string, { source }: DockerConfig, signal: AbortSignal): HelperCall => ({
    name,
    source,
    env,
    timeoutMs,
    signal,
  })

  const answerOf = (name: string, config: DockerConfig, host: string, signal: AbortSignal | undefined) =>
    asked.join(`${name} ${host}`, async (stop) => (await helpers()).askHelper(call(name, config, stop), host), signal)

  const find = async (configs: readonly DockerConfig[], host: string, signal: AbortSignal | undefined) => {
    for (const config of configs) {
      const helper = helperFor(host, config)
      const found = helper === undefined ? undefined : await answerOf(helper, config, host, signal)
      const auth = found ?? readAuthEntry(valueFor(host, config.auths), host, config.source)
      if (auth) return auth
    }
    return undefined
  }

  const hostsIn = async (config: DockerConfig, signal: AbortSignal | undefined) => {
    const { auths, credHelpers, credsStore: name } = config
    const list = (helper: string) =>
      listed.join(helper, async (stop) => (await helpers()).listHelper(call(helper, config, stop)), signal)
    const stored = name === undefined ? [] : await list(name)
    return [...Object.keys(auths), ...Object.keys(credHelpers), ...stored].map(registryHost)
  }

  return {
    of: async (host, { signal } = {}) => find(await readDockerConfigs(env, home), registryHost(host), signal),
    all: async ({ signal } = {}) => {
      const configs = await readDockerConfigs(env, home)
      const hosts = new Set((await Promise.all(configs.map((config) => hostsIn(config, signal)))).flat())
      const found = await Promise.all(
        [...hosts].map(async (host) => {
          const auth = await find(configs, host, signal).catch(() => undefined)
          return auth ? [[serverAddress(host), auth] as const] : []
        }),
      )
      signal?.throwIfAborted()
      return Object.fromEntries(found.flat())
    },
  }
}

// Starting processes is loaded when there is one to start.
const helpers = () => import('./credential-helper.ts')

/** The helper of one registry, or the store of all others; an empty name says that this registry has none. */
const helperFor = (host: string, { credHelpers, credsStore }: DockerConfig): string | undefined => {
  const own = valueFor(host, credHelpers)
  return typeof own === 'string' ? own || undefined : credsStore
}
