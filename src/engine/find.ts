import { Engine } from '../api/index.ts'
import { type Candidate, candidates } from './candidates.ts'
import { EngineNotFoundError } from './not-found-error.ts'
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
  const attempts = []
  for (const place of places) {
    try {
      return await Engine.connect({ host: place.host, tls: await tlsFromEnvironment(place.host), signal })
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      attempts.push({ ...place, error })
    }
  }
  throw new EngineNotFoundError(attempts)
}
