import { EngineError } from './errors.ts'
import { credentialsFor } from './links/kept-credentials.ts'
import { registryAuth } from './links/registry-auth.ts'
import type { AuthConfig, DistributionInspect } from './types/index.ts'
import { path } from './wire/path.ts'
import type { Call, CallOptions, Wire } from './wire/wire.ts'

export interface DistributionInspectOptions extends CallOptions {
  /** `{}` asks as a stranger. @default those kept for the registry */
  readonly auth?: AuthConfig | undefined
}

/** What registries hold: one method for each operation of the API. */
export class Distribution {
  readonly #wire: Wire

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /**
   * Digest and platforms of an image in its registry, which is asked by the engine; nothing is pulled.
   *
   * @param name `name[:tag]` or `name@digest`. Without a tag, `latest`.
   * @throws NotFoundError when the registry does not have it
   * @throws UnauthorizedError when it wants other credentials; Docker answers some refusals as a ServerError
   * @throws CredentialHelperError when it refuses, and its credentials could not be had
   * @see Engine API operation DistributionInspect
   */
  async inspect(name: string, options: DistributionInspectOptions = {}): Promise<DistributionInspect> {
    const { auth, problem } = await credentialsFor(this.#wire, name, options)
    const call: Call = {
      method: 'GET',
      path: path`/distribution/${name}/json`,
      headers: auth ? registryAuth(auth) : {},
      dockerOnly: 'distribution',
      signal: options.signal,
    }
    try {
      return await this.#wire.json(call)
    } catch (error) {
      // Credentials that could not be had explain a refusal better than the refusal does.
      throw (error instanceof EngineError && problem) || error
    }
  }
}
