import type { EngineImages } from './engine-images.ts'
import type { OnProgress } from './progress.ts'

/** The usual registries, as the engine reaches them. One look that ends in silence is enough for a whole run. */
export class Hub {
  readonly #images: EngineImages
  readonly #onProgress: OnProgress | undefined
  #isReachable: Promise<boolean> | undefined

  constructor(images: EngineImages, onProgress?: OnProgress) {
    this.#images = images
    this.#onProgress = onProgress
  }

  /** Whether the image was pulled; false where nothing can be reached, or the image is not to be had. */
  async pull(name: string, signal?: AbortSignal): Promise<boolean> {
    if (this.#isReachable !== undefined) return (await this.#isReachable) && this.#attempt(name, () => {}, signal)
    let settle = (_isReachable: boolean) => {}
    this.#isReachable = new Promise((resolve) => {
      settle = resolve
    })
    try {
      return await this.#attempt(name, () => settle(true), signal)
    } finally {
      settle(false)
      if (!(await this.#isReachable)) {
        this.#onProgress?.({ subject: 'images', text: 'no registry can be reached: they are made here' })
      }
    }
  }

  async #attempt(name: string, onAnswer: () => void, signal: AbortSignal | undefined) {
    const silence = new AbortController()
    const timer = setTimeout(() => silence.abort(), 5_000)
    const onProgress = () => {
      clearTimeout(timer)
      onAnswer()
    }
    try {
      await this.#images.pull(name, {
        onProgress,
        signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
      })
      return true
    } catch (error) {
      signal?.throwIfAborted()
      if (isRefusal(error)) onAnswer()
      return false
    } finally {
      clearTimeout(timer)
    }
  }
}

// In the words of engines and registries: a registry answered, and said no.
const isRefusal = (error: unknown) => error instanceof Error && refusals.test(error.message)

const refusals =
  /access denied|unauthorized|manifest unknown|manifest for .* not found|no matching manifest|toomanyrequests/i
