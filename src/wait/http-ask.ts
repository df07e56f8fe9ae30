import { flawOf, type HttpCondition, methodOf } from './http-condition.ts'
import { type HttpAnswer, type HttpOutcome, type HttpRequest, requestOnce } from './http-request.ts'
import { isDistrust, isNoTls } from './tls-codes.ts'
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
  const { headers, body, readTimeoutMs: timeoutMs, allowInsecure } = condition
  const method = methodOf(condition)
  const readsBody = condition.bodies.length > 0
  let request: HttpRequest = { url, method, headers, body, timeoutMs, allowInsecure, readsBody, signal }
  for (let hops = 0; ; hops++) {
    const outcome = await requestOnce(request)
    if (outcome.kind !== 'answered') return describeFailure(outcome, request)
    const flaw = flawOf(outcome, condition)
    const target = flaw === undefined || hops === maxHops ? undefined : redirectOf(outcome, request.url)
    if (!target) return flaw
    if (target.origin !== url.origin) return `${flaw}, a redirect to ${target.origin}, which is not followed`
    request = { ...request, url: target, ...sentAfter(outcome.status, request) }
  }
}

const maxHops = 5

const redirectOf = ({ status, headers: { location } }: HttpAnswer, base: URL): URL | undefined =>
  [301, 302, 303, 307, 308].includes(status) && location !== undefined && URL.canParse(location, base.href)
    ? new URL(location, base)
    : undefined

// As browsers do.
const sentAfter = (status: number, { method, body }: HttpRequest): Pick<HttpRequest, 'method' | 'body'> => {
  if (status === 307 || status === 308) return { method, body }
  return { method: method === 'HEAD' ? method : 'GET', body: undefined }
}

const describeFailure = (outcome: Exclude<HttpOutcome, HttpAnswer>, { url, timeoutMs }: HttpRequest): string => {
  if (outcome.kind === 'silent') return `no answer within ${duration(timeoutMs)} at ${url.host}`
  const { code } = outcome
  if (code === 'ECONNREFUSED') return `connection refused at ${url.host}`
  if (closedCodes.has(code)) return `connection closed before an answer at ${url.host}`
  if (code.startsWith('HPE_')) return `an answer that is not HTTP at ${url.host} (${code}); usingTls() speaks HTTPS`
  if (isNoTls(code)) return `an answer that is not TLS at ${url.host} (${code}); without usingTls() it is asked by HTTP`
  if (isDistrust(code)) return `a certificate that is not trusted at ${url.host} (${code}); allowInsecure() accepts it`
  return `no answer at ${url.host} (${code})`
}

const closedCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED'])
