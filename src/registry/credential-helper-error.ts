import { SlipwayError } from '../events/error.ts'

/** A program that keeps credentials for the docker CLI cannot be run, or has not given any. */
export class CredentialHelperError extends SlipwayError {
  override readonly name = 'CredentialHelperError'
  /** The program, such as `docker-credential-pass`. */
  readonly helper: string
  /** Host of the registry that it was asked for. */
  readonly registry: string
  /** Undefined when the program did not end by itself, or ended well and answered nonsense. */
  readonly exitCode: number | undefined

  constructor(
    { helper, registry, exitCode }: { helper: string; registry: string; exitCode?: number | undefined },
    what: string,
    options?: ErrorOptions,
  ) {
    super('CREDENTIAL_HELPER', `Credential helper \`${helper}\`, asked for \`${registry}\`, ${what}`, options)
    this.helper = helper
    this.registry = registry
    this.exitCode = exitCode
  }
}
