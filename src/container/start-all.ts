import { type Startable, StartScope } from './start-scope.ts'
import type { StartedTestContainer } from './test-container.ts'

/** The containers in the order of their builders. Disposing stops them all, and what was started because they depend on it. */
export type StartedAll<T extends readonly Startable[]> = {
  readonly [K in keyof T]: T[K] extends Startable<infer Started> ? Started : never
} & AsyncDisposable

/**
 * Starts containers side by side; each after those it depends on. When one fails, or the signal aborts, the others are ended and nothing
 * is left. A builder that is listed twice gives two containers.
 *
 * @throws what the first start that failed has thrown
 * @example
 * const [cache, queue] = await startAll([new GenericContainer('redis:7'), new GenericContainer('nats:2')])
 */
export function startAll<const T extends readonly Startable[]>(
  builders: T,
  options?: { readonly signal?: AbortSignal | undefined },
): Promise<StartedAll<T>>
export async function startAll(
  builders: readonly Startable[],
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly StartedTestContainer[] & AsyncDisposable> {
  const scope = new StartScope(signal)
  try {
    const started = await Promise.all(builders.map((builder) => scope.start(builder)))
    scope.close()
    return Object.assign(started, { [Symbol.asyncDispose]: () => scope.stop() })
  } catch (error) {
    throw await scope.undo(error)
  }
}
