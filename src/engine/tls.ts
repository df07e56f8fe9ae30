import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TlsOptions } from '../api/index.ts'

/** The certificates that DOCKER_TLS_VERIFY and DOCKER_CERT_PATH name; undefined where TLS is not asked for. */
export const tlsFromEnvironment = async (
  host: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TlsOptions | undefined> => {
  if (!env.DOCKER_TLS_VERIFY || !host.startsWith('tcp:')) return undefined
  const folder = env.DOCKER_CERT_PATH ?? join(homedir(), '.docker')
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(folder, name), 'utf8')),
  )
  return { ca, cert, key }
}
