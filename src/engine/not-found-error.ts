import { SlipwayError } from '../events/error.ts'

/** A place that was tried, and what happened there. */
export interface FailedAttempt {
  readonly host: string
  /** Why an engine was expected there, such as `DOCKER_HOST`. */
  readonly source: string
  readonly reason: string
}

/** No engine answers at any of the places where one may be. */
export class EngineNotFoundError extends SlipwayError {
  override readonly name = 'EngineNotFoundError'
  readonly attempts: readonly FailedAttempt[]

  constructor(attempts: readonly FailedAttempt[], options?: ErrorOptions) {
    const tried = attempts.map(({ host, source, reason }) => `  ${source}: ${host}: ${reason}`)
    super(
      'NO_ENGINE',
      [
        'No container engine was found. Start Docker, Podman, Colima, OrbStack or Rancher Desktop, or set DOCKER_HOST to where yours listens.',
        'Tried:',
        ...tried,
      ].join('\n'),
      options,
    )
    this.attempts = attempts
  }
}
