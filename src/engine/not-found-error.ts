import { SlipwayError } from '../events/error.ts'
import type { Candidate } from './candidates.ts'

/** A place that was tried, and what happened there. */
export interface FailedAttempt extends Candidate {
  readonly error: unknown
}

/** No engine answers at any of the places where one may be. */
export class EngineNotFoundError extends SlipwayError {
  override readonly name = 'EngineNotFoundError'
  readonly attempts: readonly FailedAttempt[]

  constructor(attempts: readonly FailedAttempt[]) {
    const tried = attempts.map(({ host, source, error }) => `  ${source}: ${host}: ${reason(error)}`)
    super(
      'ENGINE_NOT_FOUND',
      [
        'No container engine was found. Start Docker, Podman, Colima, OrbStack or Rancher Desktop, or set DOCKER_HOST to where yours listens.',
        'Tried:',
        ...tried,
      ].join('\n'),
      { cause: attempts.at(-1)?.error },
    )
    this.attempts = attempts
  }
}

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined
  return code === 'ENOENT' ? 'no such socket' : error.message
}
