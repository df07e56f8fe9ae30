/** Work that is done once for all who want it at the same time, and stopped when the last of them has gone. */
export class SharedWork<T> {
  readonly #underWay = new Map<string, UnderWay<T>>()

  /** @param key what is the same work */
  async join(key: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted()
    const current = this.#underWay.get(key) ?? this.#begin(key, work)
    current.waiting++
    try {
      return await orAborted(current.result, signal)
    } finally {
      current.waiting--
      if (current.waiting === 0) {
        if (this.#underWay.get(key) === current) this.#underWay.delete(key)
        current.stop.abort()
      }
    }
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<T>): UnderWay<T> {
    const stop = new AbortController()
    const begun = { result: work(stop.signal), stop, waiting: 0 }
    this.#underWay.set(key, begun)
    return begun
  }
}

interface UnderWay<T> {
  readonly result: Promise<T>
  readonly stop: AbortController
  waiting: number
}

const orAborted = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
