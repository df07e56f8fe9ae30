import { requireMilliseconds } from '../spec/validate.ts'
import type { ContainerExit, WaitTarget } from './target.ts'

/** A way to know that a container is ready. */
export interface WaitStrategy {
  /** What is waited for, to follow the words "waiting for": `port 3306/tcp to listen`. */
  describe(): string
  /**
   * Resolves when the container is ready.
   *
   * @throws WaitFailure when it never will be; a strategy need not care for exit, timeout or abort, which end it by `watch.signal`
   */
  untilReady(target: WaitTarget, watch: Watch): Promise<void>
  /** Whether the strategy ends by itself when the container exits, because an exit may be what it waits for. */
  readonly noticesExit: boolean
  /** How often it calls `target.logs()`: that many outputs are attached before the start, and have to be read. */
  readonly logReaders: number
  /** Its own limit in ms; undefined leaves it to the container's startup timeout, `Infinity` is none. */
  readonly startupTimeoutMs: number | undefined
  /** What its limit is called when it has passed. @default 'startup timeout' */
  readonly limitName?: 'startup timeout' | 'deadline'
  /** Sets its own limit, in ms from the start of the container. */
  withStartupTimeout(startupTimeoutMs: number): this
  /** Whether it has been given a limit by withStartupTimeout(). */
  isStartupTimeoutSet(): boolean
  /** What withStartupTimeout() was given, in ms. @default 60000, which a container's own startup timeout goes before */
  getStartupTimeout(): number
}

/** What accompanies one wait. */
export interface Watch {
  /** Aborts when the wait is over in any way. */
  readonly signal: AbortSignal
  /** The limit of strategies that have none of their own, in ms from the start of the container. */
  readonly timeoutMs: number
  /** Notes what was seen last, for the error: `connection refused`, `status 503`. */
  saw(what: string): void
  /**
   * Waits for a part of what is waited for, which has its own line in the error and takes its place there.
   *
   * @param options.timeoutMs the limit if the part has none of its own. @default the same as this wait's
   * @param options.saysWhyItFailed whether its line in the error, and those of its own parts, say so, because its failure alone does
   *   not end the wait. @default the same as this wait's
   */
  part(
    strategy: WaitStrategy,
    options?: { readonly timeoutMs?: number; readonly saysWhyItFailed?: boolean },
  ): Promise<void>
}

/** Says that a container will never be ready, in words that follow "Container x did not become ready: ", without a full stop. */
export class WaitFailure extends Error {
  override readonly name = 'WaitFailure'
  /** Given when the reason is that the container ended: the words then follow those about the exit. */
  readonly exit: ContainerExit | undefined

  constructor(message: string, { exit, ...options }: ErrorOptions & { readonly exit?: ContainerExit } = {}) {
    super(message, options)
    this.exit = exit
  }
}

/** The part that strategies share: their own limit. */
export abstract class AbstractWaitStrategy implements WaitStrategy {
  readonly noticesExit: boolean = false
  readonly logReaders: number = 0
  #startupTimeoutMs: number | undefined

  abstract describe(): string
  abstract untilReady(target: WaitTarget, watch: Watch): Promise<void>

  get startupTimeoutMs(): number | undefined {
    return this.#startupTimeoutMs
  }

  /** @throws InvalidArgumentError for anything but milliseconds above 0 */
  withStartupTimeout(startupTimeoutMs: number): this {
    this.#startupTimeoutMs = requireMilliseconds('withStartupTimeout()', startupTimeoutMs)
    return this
  }

  isStartupTimeoutSet(): boolean {
    return this.#startupTimeoutMs !== undefined
  }

  getStartupTimeout(): number {
    return this.#startupTimeoutMs ?? 60_000
  }
}
