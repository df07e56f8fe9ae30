import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Certificates of a TLS connection, in PEM. */
export interface TlsOptions {
  /** Authority that signed the engine's certificate. @default the system's authorities */
  readonly ca?: string | undefined
  /** Our certificate, where the engine asks for one. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
  /** False takes any certificate: whoever answers there is believed. @default true */
  readonly rejectUnauthorized?: boolean | undefined
}

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
