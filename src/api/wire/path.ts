import { InvalidArgumentError } from '../../events/error.ts'
import { sentJson, sentText } from './sent-text.ts'

/**
 * Builds a path of the API; every value is escaped, so that a name can never reach another operation.
 *
 * @throws InvalidArgumentError when a value is empty or holds a `.` or `..` segment
 */
export const path = (strings: TemplateStringsArray, ...values: readonly string[]): string =>
  strings.reduce((built, text, index) => `${built}${escapeName(values[index - 1] ?? '', text)}`)

// Image names hold slashes, which the engine wants as they are.
const escapeName = (name: string, text: string): string => {
  const segments = sentText(name).split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    throw new InvalidArgumentError(`\`${name}\` is not a name or id that the engine could know.`)
  return (
    segments.map((segment) => encodeURIComponent(segment).replaceAll('%3A', ':').replaceAll('%40', '@')).join('/') +
    text
  )
}

export type QueryValue = string | number | boolean | readonly string[] | object | undefined

/** A query string: absent values are left out, arrays repeat the key, objects (filters, build arguments) become JSON. */
export const query = (values: Readonly<Record<string, QueryValue>>): string => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) for (const text of texts(value)) search.append(key, text)
  const text = search.toString()
  return text && `?${text}`
}

const texts = (value: QueryValue): readonly string[] => {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.map((text) => sentText(String(text)))
  if (typeof value === 'object') return Object.keys(value).length ? [sentJson(value)] : []
  return [sentText(String(value))]
}
