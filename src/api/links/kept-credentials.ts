import { CredentialHelperError } from '../../registry/credential-helper-error.ts'
import { registryOf } from '../../registry/registry-of.ts'
import type { AuthConfig } from '../types/index.ts'
import type { CallOptions, Wire } from '../wire/wire.ts'

export interface KeptCredentials {
  readonly auth: AuthConfig | undefined
  /** Why there may be some that are not known. Most images are public: it is told when the registry refuses. */
  readonly problem: CredentialHelperError | undefined
}

/** The credentials for an image: those that the caller gives, or those kept for its registry. */
export const credentialsFor = async (
  wire: Wire,
  reference: string,
  { auth, signal }: CallOptions & { readonly auth?: AuthConfig | undefined },
): Promise<KeptCredentials> => {
  if (auth) return { auth, problem: undefined }
  try {
    return { auth: await wire.credentials.of(registryOf(reference), { signal }), problem: undefined }
  } catch (error) {
    if (!(error instanceof CredentialHelperError)) throw error
    return { auth: undefined, problem: error }
  }
}
