import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidArgumentError } from '../events/error.ts'
import { cliFolder } from './cli-config.ts'
import { isObject, type JsonObject, readJson } from './configuration-file.ts'
import type { Surroundings } from './surroundings.ts'
import { readCertificates, requireAuthority, type TlsOptions } from './tls.ts'

/** What a context of the docker CLI says of its engine. */
export interface ContextEndpoint {
  /** Undefined is the socket that the CLI itself takes for granted. */
  readonly host: string | undefined
  readonly tls: TlsOptions | undefined
}

/**
 * Reads a context from the docker CLI's store.
 *
 * @param namedBy what asks for it, for the error
 * @throws InvalidArgumentError when there is no such context, or it is not one for an engine
 */
export const readContext = async (
  name: string,
  namedBy: string,
  where: Pick<Surroundings, 'env' | 'home'>,
): Promise<ContextEndpoint> => {
  const store = join(cliFolder(where), 'contexts')
  // The CLI names the folders so, because a context may have a name that a folder cannot have.
  const folder = createHash('sha256').update(name).digest('hex')
  const file = join(store, 'meta', folder, 'meta.json')
  const context = await readJson(file)
  if (!context) {
    throw new InvalidArgumentError(
      `Context \`${name}\`, named by ${namedBy}, does not exist: there is no \`${file}\`. There are ${await listContexts(store)}. Name one of these, or create it with \`docker context create\`.`,
    )
  }
  const endpoint = valueAt(context, 'Endpoints', 'docker')
  if (!isObject(endpoint)) {
    throw new InvalidArgumentError(
      `Context \`${name}\`, named by ${namedBy}, is not one for a container engine: \`${file}\` has no \`Endpoints.docker\`. There are ${await listContexts(store)}. Name another one.`,
    )
  }
  const certificatesFolder = join(store, 'tls', folder, 'docker')
  const certificates = await readCertificates(certificatesFolder)
  const takesAny = endpoint.SkipTLSVerify === true
  if (!takesAny) requireAuthority(certificates, certificatesFolder)
  const isTls = takesAny || Object.keys(certificates).length > 0
  return {
    host: typeof endpoint.Host === 'string' && endpoint.Host !== '' ? endpoint.Host : undefined,
    tls: isTls ? { ...certificates, rejectUnauthorized: !takesAny } : undefined,
  }
}

const listContexts = async (store: string): Promise<string> => {
  const meta = join(store, 'meta')
  const folders = await readdir(meta).catch(() => [])
  const names = await Promise.all(
    folders.map(async (folder) => (await readJson(join(meta, folder, 'meta.json')).catch(() => undefined))?.Name),
  )
  const known = names.filter((name) => typeof name === 'string').sort()
  return ['default', ...known].map((name) => `\`${name}\``).join(', ')
}

const valueAt = (object: JsonObject, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), object)
