import type { HttpAnswer } from './http-request.ts'
import { shortened } from './words.ts'

/** What is asked of a server, and which answers count. */
export interface HttpCondition {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly readTimeoutMs: number
  readonly tls: boolean
  readonly allowInsecure: boolean
  /** Any of them. */
  readonly statusCodes: readonly number[]
  /** All of them. */
  readonly statusPredicates: readonly ((statusCode: number) => boolean)[]
  /** All of them. */
  readonly responsePredicates: readonly ((response: string) => boolean)[]
}

export const plainGet: HttpCondition = {
  method: 'GET',
  headers: {},
  readTimeoutMs: 1_000,
  tls: false,
  allowInsecure: false,
  statusCodes: [],
  statusPredicates: [],
  responsePredicates: [],
}

/** In words that follow "to answer with ". */
export const describeCondition = ({ statusCodes, statusPredicates, responsePredicates }: HttpCondition): string =>
  [
    ...(statusCodes.length ? [`status ${statusCodes.join(' or ')}`] : []),
    ...(statusPredicates.length ? ['a status that its predicate accepts'] : []),
    ...(responsePredicates.length ? ['a body that its predicate accepts'] : []),
  ].join(' and ') || 'status 2xx'

/** What keeps an answer from counting; undefined when it counts. */
export const flawOf = ({ status, body }: HttpAnswer, condition: HttpCondition): string | undefined => {
  if (!acceptsStatus(status, condition)) return `status ${status}`
  for (const accepts of condition.responsePredicates) {
    const flaw = flawOfBody(body, accepts)
    if (flaw) return `status ${status} and ${describeBody(body, condition)}, ${flaw}`
  }
  return undefined
}

const acceptsStatus = (status: number, condition: HttpCondition): boolean => {
  const { statusCodes, statusPredicates, responsePredicates } = condition
  if (statusCodes.length + statusPredicates.length + responsePredicates.length === 0)
    return status >= 200 && status < 300
  return (
    (statusCodes.length === 0 || statusCodes.includes(status)) && statusPredicates.every((accepts) => accepts(status))
  )
}

const flawOfBody = (body: string, accepts: (response: string) => boolean): string | undefined => {
  try {
    return accepts(body) ? undefined : 'which its predicate does not accept'
  } catch (error) {
    // JSON.parse() of what a server says before it is ready is the usual case, and no reason to give up.
    return `on which its predicate threw ${error}`
  }
}

// A server may answer with what it was sent: with headers, credentials among them, the body is left out.
const describeBody = (body: string, { headers }: HttpCondition): string =>
  Object.keys(headers).length || !body.trim()
    ? `a body of ${body.length} characters`
    : `body \`${shortened(body.trim(), 80)}\``
