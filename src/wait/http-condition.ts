import type { HttpAnswer } from './http-request.ts'
import type { BodyTest, HeaderTest } from './http-tests.ts'
import { shortened } from './words.ts'

/** What is asked of a server, and which answers count. */
export interface HttpCondition {
  readonly method: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly readTimeoutMs: number
  readonly tls: boolean
  readonly allowInsecure: boolean
  /** Any of them. */
  readonly statusCodes: readonly number[]
  /** All of them. */
  readonly statusPredicates: readonly ((statusCode: number) => boolean)[]
  /** All of them. */
  readonly responseHeaders: readonly HeaderTest[]
  /** All of them. */
  readonly bodies: readonly BodyTest[]
}

export const plainGet: HttpCondition = {
  method: undefined,
  headers: {},
  body: undefined,
  readTimeoutMs: 1_000,
  tls: false,
  allowInsecure: false,
  statusCodes: [],
  statusPredicates: [],
  responseHeaders: [],
  bodies: [],
}

export const methodOf = ({ method, body }: HttpCondition): string => method ?? (body === undefined ? 'GET' : 'POST')

/** In words that follow "to answer with ". */
export const describeCondition = ({ statusCodes, statusPredicates, responseHeaders, bodies }: HttpCondition): string =>
  [
    ...(statusCodes.length ? [`status ${statusCodes.join(' or ')}`] : []),
    ...(statusPredicates.length ? ['a status that its predicate accepts'] : []),
    ...new Set([...responseHeaders, ...bodies].map(({ wanted }) => wanted)),
  ].join(' and ') || 'status 2xx'

/** What keeps an answer from counting; undefined when it counts. */
export const flawOf = (answer: HttpAnswer, condition: HttpCondition): string | undefined => {
  const status = `status ${answer.status}`
  if (!acceptsStatus(answer.status, condition)) return status
  for (const test of condition.responseHeaders) {
    const flaw = flawOfHeader(answer, test, condition)
    if (flaw) return `${status} and ${flaw}`
  }
  for (const test of condition.bodies) {
    const flaw = flawOfBody(answer.body, test)
    if (flaw) return `${status} and ${describeBody(answer.body, condition)}, ${flaw}`
  }
  return undefined
}

const acceptsStatus = (status: number, condition: HttpCondition): boolean => {
  const { statusCodes, statusPredicates, responseHeaders, bodies } = condition
  if (statusCodes.length + statusPredicates.length + responseHeaders.length + bodies.length === 0)
    return status >= 200 && status < 300
  return (
    (statusCodes.length === 0 || statusCodes.includes(status)) && statusPredicates.every((accepts) => accepts(status))
  )
}

const flawOfHeader = (
  { headers }: HttpAnswer,
  { name, accepts }: HeaderTest,
  condition: HttpCondition,
): string | undefined => {
  const found = headers[name.toLowerCase()]
  if (found === undefined) return `no header \`${name}\``
  const value = typeof found === 'string' ? found : found.join(', ')
  const shown = mayEcho(condition) ? `another header \`${name}\`` : `header \`${name}: ${shortened(value, 80)}\``
  try {
    return accepts(value) ? undefined : shown
  } catch (error) {
    return `${shown}, on which its predicate threw ${error}`
  }
}

const flawOfBody = (body: string, { accepts, flaw }: BodyTest): string | undefined => {
  try {
    return accepts(body) ? undefined : flaw
  } catch (error) {
    // JSON.parse() of what a server says before it is ready is the usual case, and no reason to give up.
    return `on which its predicate threw ${error}`
  }
}

const describeBody = (body: string, condition: HttpCondition): string =>
  mayEcho(condition) || !body.trim() ? `a body of ${body.length} characters` : `body \`${shortened(body.trim(), 80)}\``

// A server may answer with what it was sent: with headers or a body, credentials among them, its words are left out.
const mayEcho = ({ headers, body }: HttpCondition): boolean => Object.keys(headers).length > 0 || body !== undefined
