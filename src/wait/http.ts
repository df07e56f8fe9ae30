import { getContainerPort } from '../spec/ports.ts'
import { requireMilliseconds } from '../spec/validate.ts'
import { askOverHttp } from './http-ask.ts'
import { describeCondition, type HttpCondition, methodOf, plainGet } from './http-condition.ts'
import { type HeaderWanted, headerTest, predicateTest, textContained } from './http-tests.ts'
import { PollingWaitStrategy } from './polling.ts'
import { hostAddress, publishedPort } from './published-port.ts'
import type { Watch } from './strategy.ts'
import type { WaitTarget } from './target.ts'

export interface HttpWaitStrategyOptions {
  /** Kept for compatibility: an exit always ends the wait, since an exited container never answers. */
  readonly abortOnContainerExit?: boolean
}

/** Waits until an HTTP request is answered as it should be; see Wait.forHttp(). */
export class HttpWait extends PollingWaitStrategy {
  readonly #path: string
  readonly #port: number
  #condition = plainGet

  constructor(path: string, port: number) {
    super()
    this.#path = path.startsWith('/') ? path : `/${path}`
    this.#port = getContainerPort(port)
  }

  /** Accepts a status code; called again, one more. Without any condition 200 to 299 are accepted. */
  forStatusCode(statusCode: number): this {
    return this.#with({ statusCodes: [...this.#condition.statusCodes, statusCode] })
  }

  /** Accepts only status codes for which a predicate holds; called again, all of them must. */
  forStatusCodeMatching(predicate: (statusCode: number) => boolean): this {
    return this.#with({ statusPredicates: [...this.#condition.statusPredicates, predicate] })
  }

  /**
   * Accepts only bodies for which a predicate holds; called again, all of them must. It sees the first MiB as text, and a
   * predicate that throws says no. The status is then free, unless it is asked for too.
   */
  forResponsePredicate(predicate: (response: string) => boolean): this {
    return this.#with({ bodies: [...this.#condition.bodies, predicateTest(predicate)] })
  }

  /** Accepts only bodies with a text, or that match a pattern, within the first MiB; as a predicate, and the error says which. */
  forResponseBody(contains: string | RegExp): this {
    return this.#with({ bodies: [...this.#condition.bodies, textContained(contains)] })
  }

  /**
   * Accepts only answers with a header; called again, all must be there. As with the body, the status is then free.
   *
   * @param expected its value, a pattern for it, or a predicate. @default any
   */
  forResponseHeader(name: string, expected?: HeaderWanted): this {
    return this.#with({ responseHeaders: [...this.#condition.responseHeaders, headerTest(name, expected)] })
  }

  /** @default GET, or POST with a body */
  withMethod(method: string): this {
    return this.#with({ method })
  }

  /** Sends a body. What kind it is, a header says: `withHeaders({ 'Content-Type': 'application/json' })`. */
  withBody(body: string | Uint8Array): this {
    return this.#with({ body })
  }

  /** Adds headers to those already there. */
  withHeaders(headers: Readonly<Record<string, string>>): this {
    return this.#with({ headers: { ...this.#condition.headers, ...headers } })
  }

  withBasicCredentials(username: string, password: string): this {
    const credentials = Buffer.from(`${username}:${password}`).toString('base64')
    return this.withHeaders({ Authorization: `Basic ${credentials}` })
  }

  /** Limits each request, in ms. @default 1000 */
  withReadTimeout(readTimeoutMs: number): this {
    return this.#with({ readTimeoutMs: requireMilliseconds('withReadTimeout()', readTimeoutMs) })
  }

  /** Asks by HTTPS, and trusts what Node trusts. */
  usingTls(): this {
    return this.#with({ tls: true })
  }

  /** Accepts any certificate, such as one that the server made for itself. */
  allowInsecure(): this {
    return this.#with({ allowInsecure: true })
  }

  describe(): string {
    const [path] = this.#path.split('?')
    return `${methodOf(this.#condition)} ${path} on port ${this.#port}/tcp to answer with ${describeCondition(this.#condition)}`
  }

  async untilReady(target: WaitTarget, { signal, saw }: Watch): Promise<void> {
    const condition = this.#condition
    const address = hostAddress(target, publishedPort(target, this.#port))
    const url = new URL(`${condition.tls ? 'https' : 'http'}://${address}${this.#path}`)
    const isReady = async () => {
      const flaw = await askOverHttp(url, condition, signal)
      if (flaw !== undefined) saw(flaw)
      return flaw === undefined
    }
    await this.poll(isReady, { signal })
  }

  #with(change: Partial<HttpCondition>): this {
    this.#condition = { ...this.#condition, ...change }
    return this
  }
}
