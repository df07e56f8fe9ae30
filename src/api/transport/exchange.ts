import { setMaxListeners } from 'node:events'
import { type Duplex, Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { type Endless, Silence } from './pulse.ts'
import type { RawHeaders, RawRequest, RawResponse, Upgraded } from './transport.ts'

/** One request and what comes back. Abort ends it at every stage: queued, sent, streaming. */
export class Exchange implements Dispatcher.DispatchHandler, Endless {
  readonly #signal: AbortSignal | undefined
  readonly #failure: RawRequest['failure']
  readonly #silenceMs: number
  readonly #source: Readable | undefined
  #sourceError: unknown
  readonly #resolve: (answer: Upgraded | RawResponse) => void
  readonly #reject: (reason: unknown) => void
  #controller: Dispatcher.DispatchController | undefined
  #body: Readable | undefined
  #stream: Readable | Duplex | undefined
  #chunks = 0
  #over = (): void => {}
  #givenUp: Error | undefined

  constructor(
    request: RawRequest,
    resolve: (answer: Upgraded | RawResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    const { signal, failure, silenceMs = 0 } = request
    this.#signal = signal
    this.#failure = failure
    this.#silenceMs = silenceMs
    this.#source = sourceOf(request)
    this.#resolve = resolve
    this.#reject = reject
    // We listen before undici does, which destroys the source with the error of the connection once it has told us of that.
    this.#source?.on('error', (error) => {
      this.#sourceError ??= error
    })
    if (!signal) return
    allowManyListeners(signal)
    signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Calls back when nothing can come any more. */
  onceOver(over: () => void): void {
    this.#over = over
  }

  heard(): number {
    const bytesRead = this.#stream && 'bytesRead' in this.#stream ? Number(this.#stream.bytesRead) : 0
    return this.#chunks + bytesRead
  }

  giveUp(reason: Error): void {
    const failure = this.#failure(reason)
    this.#givenUp = failure
    this.#settled()
    if (this.#body) this.#body.destroy(failure)
    else this.#stream?.destroy(reason)
    this.#controller?.abort(failure)
    this.#reject(failure)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal?.aborted) controller.abort(this.#signal.reason)
    if (this.#givenUp) controller.abort(this.#givenUp)
  }

  onRequestUpgrade(_: Dispatcher.DispatchController, __: number, headers: RawHeaders, socket: Duplex): void {
    this.#stream = socket
    socket.once('close', () => this.#settled())
    // The owner attaches its listeners a tick later; an error in between must not end the process.
    socket.on('error', () => {})
    // Node destroys a socket with what broke it: from here its readers and writers get the error of this call instead.
    const destroy = socket.destroy.bind(socket)
    socket.destroy = (error) => destroy(error && !this.#signal?.aborted ? this.#failure(error) : error)
    this.#resolve({ headers, socket })
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200) return
    this.#chunks++
    const body = new Readable({
      highWaterMark: readAheadBytes,
      read: () => controller.resume(),
      destroy: (error, done) => {
        this.#settled()
        controller.abort(error ?? new Error('the reader ended the stream'))
        done(error)
      },
    })
    this.#stream = this.#body = body
    body.on('error', () => {})
    this.#resolve({ status, headers, body })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks++
    if (this.#body?.push(chunk) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#settled()
    this.#body?.push(null)
  }

  onResponseError(_: Dispatcher.DispatchController, error: unknown): void {
    this.#settled()
    const broken = this.#brokenSource()
    const failure = broken ? this.#failure(broken, 'source') : this.#failure(inOurWords(error, this.#silenceMs))
    this.#body?.destroy(failure)
    this.#reject(failure)
    // Of a request that never got as far as its body, undici leaves the source open.
    this.#source?.destroy()
  }

  readonly #onAbort = (): void => {
    const reason = this.#signal?.reason
    // A stream hands on whatever ended it: the reader gets the caller's own reason, which need not be an Error.
    this.#stream?.destroy((reason || asError(reason)) as Error)
    this.#controller?.abort(asError(reason))
    this.#reject(reason)
  }

  #brokenSource(): unknown {
    // It may have broken before we listened.
    const error = this.#sourceError ?? this.#source?.errored
    if (error !== undefined && error !== null) return error
    if (this.#source?.destroyed && this.#source.readableEnded === false)
      return new Error('it was closed before its end')
    return undefined
  }

  #settled(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#over()
  }
}

export const sourceOf = ({ body }: RawRequest): Readable | undefined =>
  typeof body === 'object' && !(body instanceof Uint8Array) ? body : undefined

// More than one read of a socket: pausing after each halves the speed of an engine that sends every line by itself.
const readAheadBytes = 262_144

const inOurWords = (cause: unknown, silenceMs: number): unknown => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const after = `${silenceMs / 1000} s`
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return new Silence(`it did not answer within ${after}`, { cause })
  if (code === 'UND_ERR_BODY_TIMEOUT') return new Silence(`it was silent for ${after} within its answer`, { cause })
  return cause
}

// Node takes more than ten calls under way on one signal for a leak, and warns. Other makers' signals know no such limit.
const allowManyListeners = (signal: AbortSignal): void => {
  try {
    setMaxListeners(0, signal)
  } catch {}
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason), { cause: reason })
