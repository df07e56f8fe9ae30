import { type Engine, NotFoundError } from '../api/index.ts'

/** For how long the engine has had an image, in ms; 0 when it does not have it. */
export const imageAgeMs = async (engine: Engine, image: string): Promise<number> => {
  const pulled = pullsOf(engine).get(image)
  if (pulled !== undefined) return performance.now() - pulled
  try {
    const { Metadata, Created } = await engine.images.inspect(image)
    // When it came is not known where it never got a name here; then it is as old as its making.
    const since = Date.parse(Metadata.LastTagTime ?? Created ?? '')
    return Number.isNaN(since) ? Number.POSITIVE_INFINITY : Math.max(0, Date.now() - since)
  } catch (error) {
    if (error instanceof NotFoundError) return 0
    throw error
  }
}

/** Notes a pull, for an engine does not: one that finds the image up to date leaves no trace there. */
export const notePull = (engine: Engine, image: string): void => {
  pullsOf(engine).set(image, performance.now())
}

const pullsByEngine = new WeakMap<Engine, Map<string, number>>()

const pullsOf = (engine: Engine): Map<string, number> => {
  const known = pullsByEngine.get(engine) ?? new Map<string, number>()
  pullsByEngine.set(engine, known)
  return known
}
