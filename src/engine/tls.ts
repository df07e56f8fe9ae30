import { join } from 'node:path'
import { InvalidArgumentError } from '../events/error.ts'
import { cliFolder } from './cli-config.ts'
import { readConfiguration } from './configuration-file.ts'
import type { Surroundings } from './surroundings.ts'

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

/**
 * TLS as DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH ask for it, where any value but an empty one means yes;
 * undefined where they do not.
 *
 * @throws InvalidArgumentError when the engine has to be verified and there is no certificate to do it with
 */
export const tlsFromEnvironment = async (
  where: Pick<Surroundings, 'env' | 'home'>,
): Promise<TlsOptions | undefined> => {
  const { DOCKER_TLS_VERIFY, DOCKER_TLS, DOCKER_CERT_PATH } = where.env
  if (!DOCKER_TLS_VERIFY && !DOCKER_TLS) return undefined
  const folder = DOCKER_CERT_PATH || cliFolder(where)
  const certificates = await readCertificates(folder)
  if (DOCKER_TLS_VERIFY && certificates.ca === undefined) {
    throw new InvalidArgumentError(
      `DOCKER_TLS_VERIFY is set, and there is no \`${join(folder, 'ca.pem')}\` to verify the engine with. Set DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem.`,
    )
  }
  if (DOCKER_TLS_VERIFY) requireAuthority(certificates, folder)
  return { ...certificates, rejectUnauthorized: Boolean(DOCKER_TLS_VERIFY) }
}

/**
 * Checks that a `ca.pem` that is there is not empty: in place of an empty one the authorities of the system would be believed.
 *
 * @throws InvalidArgumentError naming the file
 */
export const requireAuthority = ({ ca }: TlsOptions, folder: string): void => {
  if (ca === undefined || ca.trim() !== '') return
  throw new InvalidArgumentError(
    `\`${join(folder, 'ca.pem')}\` holds no certificate to verify the engine with. Expected one in PEM.`,
  )
}

/** What there is of `ca.pem`, `cert.pem` and `key.pem` in a folder. A certificate without its key is of no use. */
export const readCertificates = async (folder: string): Promise<Pick<TlsOptions, 'ca' | 'cert' | 'key'>> => {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readConfiguration(join(folder, name))),
  )
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && key !== undefined && { cert, key }) }
}
