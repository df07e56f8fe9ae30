import { EngineNotFoundError, type FailedAttempt } from './not-found-error.ts'
import type { Place } from './places.ts'

/**
 * Tries places in their order, and gives what the first one answers.
 *
 * @throws EngineNotFoundError listing every place tried and what happened there
 */
export const firstThatAnswers = async <T>(
  places: readonly Place[],
  connect: (place: Place) => Promise<T>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<T> => {
  const attempts: FailedAttempt[] = []
  let cause: unknown
  for (const place of places) {
    try {
      return await connect(place)
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      attempts.push({ host: place.host, source: place.source, reason: reasonOf(error) })
      cause ??= error
    }
  }
  // One cause is enough: the errors of all places, printed with their stacks, would bury the list that matters.
  throw new EngineNotFoundError(attempts, { cause })
}

// The place stands before it: no need to name it again.
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined
  return (typeof code === 'string' ? reasons[code] : undefined) ?? error.message
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such socket',
  ECONNREFUSED: 'nothing listens there',
  EACCES: 'permission denied. Add your user to the group that owns the socket, or use a rootless engine',
}
