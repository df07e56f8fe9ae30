import { flawOf, type HttpCondition } from './http-condition.ts'
import { type HttpAnswer, type HttpOutcome, type HttpRequest, requestOnce } from './http-request.ts'
import { duration } from './words.ts'

/**
 * Asks once, and follows redirects within the server where they are not themselves what is waited for.
 *
 * @returns what keeps the answer from counting, or undefined when it counts
 */
export const askOverHttp = async (
  url: URL,
  condition: HttpCondition,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const { method, headers, readTimeoutMs, allowInsecure, responsePredicates } = condition
  const readsBody = responsePredicates.length > 0
  let request: HttpRequest = { url, method, headers, timeoutMs: readTimeoutMs, allowInsecure, readsBody, signal }
  for (let hops = 0; ; hops++) {
    const outcome = await requestOnce(request)
    if (outcome.kind !== 'answered') return describeFailure(outcome, request)
    const flaw = flawOf(outcome, condition)
    const target = flaw === undefined || hops === maxHops ? undefined : redirectOf(outcome, request.url)
    if (!target) return flaw
    if (target.origin !== url.origin) return `${flaw}, a redirect to ${target.origin}, which is not followed`
    request = { ...request, url: target, method: methodAfter(outcome.status, request.method) }
  }
}

const maxHops = 5

const redirectOf = ({ status, location }: HttpAnswer, base: URL): URL | undefined =>
  [301, 302, 303, 307, 308].includes(status) && location !== undefined && URL.canParse(location, base.href)
    ? new URL(location, base)
    : undefined

// As browsers do.
const methodAfter = (status: number, method: string): string =>
  status === 307 || status === 308 || method === 'HEAD' ? method : 'GET'

const describeFailure = (outcome: Exclude<HttpOutcome, HttpAnswer>, { url, timeoutMs }: HttpRequest): string => {
  if (outcome.kind === 'silent') return `no answer within ${duration(timeoutMs)} at ${url.host}`
  const { code } = outcome
  if (code === 'ECONNREFUSED') return `connection refused at ${url.host}`
  if (closedCodes.has(code)) return `connection closed before an answer at ${url.host}`
  if (code.startsWith('HPE_')) return `an answer that is not HTTP at ${url.host} (${code}); usingTls() speaks HTTPS`
  if (noTls.test(code))
    return `an answer that is not TLS at ${url.host} (${code}); without usingTls() it is asked by HTTP`
  if (distrusted.test(code))
    return `a certificate that is not trusted at ${url.host} (${code}); allowInsecure() accepts it`
  return `no answer at ${url.host} (${code})`
}

const closedCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])
const noTls = /^EPROTO$|WRONG_VERSION_NUMBER/
// OpenSSL's names of why a chain is not accepted, as Node gives them.
const distrusted = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CRL/
