import { Engine } from '../api/index.ts'
import { type Candidate, candidates } from './candidates.ts'
import { EngineNotFoundError, type FailedAttempt } from './not-found-error.ts'
import { tlsFromEnvironment } from './tls.ts'

/**
 * Connects to the first engine that answers, looking where the docker CLI and the usual engines put theirs.
 *
 * @throws EngineNotFoundError listing every place tried and what happened there
 */
export const findEngine = async ({
  signal,
  places = candidates(),
}: {
  readonly signal?: AbortSignal | undefined
  readonly places?: readonly Candidate[]
} = {}): Promise<Engine> => {
  const attempts: FailedAttempt[] = []
  let cause: unknown
  for (const place of places) {
    try {
      return await Engine.connect({ host: place.host, tls: await tlsFromEnvironment(place.host), signal })
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      attempts.push({ ...place, reason: reasonOf(error) })
      cause ??= error
    }
  }
  // One cause is enough: the errors of all places, printed with their stacks, would bury the list that matters.
  throw new EngineNotFoundError(attempts, { cause })
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined
  return code === 'ENOENT' ? 'no such socket' : error.message
}
