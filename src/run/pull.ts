import type { Engine } from '../api/index.ts'
import { notePull } from './image-age.ts'
import { retryPull } from './retry-pull.ts'
import type { Teller } from './teller.ts'

export interface PullRequest {
  readonly platform?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly tell?: Teller
}

/**
 * Pulls an image, and tries again what may pass by itself; starts that need the same one at the same time share one pull.
 *
 * @throws ImagePullError with the engine's reason
 */
export const pullImage = async (
  engine: Engine,
  image: string,
  { platform, signal, tell = () => {} }: PullRequest = {},
): Promise<void> => {
  const pulls = pullsOf(engine)
  const key = `${image} ${platform ?? ''}`
  const pull = pulls.get(key) ?? new SharedPull(engine, image, platform, () => pulls.delete(key))
  pulls.set(key, pull)
  tell({ step: 'pulling' })
  await pull.join(signal, (pulledShare) => tell({ step: 'pulling', pulledShare }))
  notePull(engine, image)
  tell({ step: 'pulled' })
}

const pullsByEngine = new WeakMap<Engine, Map<string, SharedPull>>()

const pullsOf = (engine: Engine): Map<string, SharedPull> => {
  const known = pullsByEngine.get(engine) ?? new Map<string, SharedPull>()
  pullsByEngine.set(engine, known)
  return known
}

/** One pull that ends early only when everybody who waits for it has gone. */
class SharedPull {
  readonly #end = new AbortController()
  readonly #listeners = new Set<(share: number) => void>()
  readonly #done: Promise<void>

  constructor(engine: Engine, image: string, platform: string | undefined, onEnd: () => void) {
    const onProgress = ({ share }: { readonly share: number }) => {
      for (const listener of this.#listeners) listener(share)
    }
    const { signal } = this.#end
    this.#done = retryPull(() => engine.pull(image, { platform, signal, onProgress }), signal).finally(onEnd)
    this.#done.catch(() => {})
  }

  async join(signal: AbortSignal | undefined, onShare: (share: number) => void): Promise<void> {
    signal?.throwIfAborted()
    this.#listeners.add(onShare)
    let stop = () => {}
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal?.reason)
      signal?.addEventListener('abort', stop, { once: true })
    })
    try {
      await Promise.race([this.#done, aborted])
    } finally {
      signal?.removeEventListener('abort', stop)
      this.#listeners.delete(onShare)
      if (this.#listeners.size === 0) this.#end.abort()
    }
  }
}
