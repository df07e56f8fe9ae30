/** Credentials for a registry. Either name and password or a token. */
export interface AuthConfig {
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Host and port; of Docker Hub `https://index.docker.io/v1/`. */
  readonly serveraddress?: string | undefined
  /** From an earlier SystemAuth, instead of a password. */
  readonly identitytoken?: string | undefined
  /** A bearer token, sent as it is. */
  readonly registrytoken?: string | undefined
}
