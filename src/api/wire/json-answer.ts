import { type Operation, ProtocolError } from '../errors.ts'

/** A JSON object from the engine. @throws ProtocolError when it is none */
export const parseObject = (text: string, operation: Operation): object => {
  const value = parseJson(text, operation)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw unexpected('an object', text, operation)
}

/** A JSON array from the engine; its `null` for nothing becomes an empty one. @throws ProtocolError when it is neither */
export const parseList = (text: string, operation: Operation): unknown[] => {
  const value = parseJson(text, operation) ?? []
  if (Array.isArray(value)) return value
  throw unexpected('a list', text, operation)
}

/** A JSON string from the engine. @throws ProtocolError when it is none */
export const parseString = (text: string, operation: Operation): string => {
  const value = parseJson(text, operation)
  if (typeof value === 'string') return value
  throw unexpected('a string', text, operation)
}

const parseJson = (text: string, { method, path }: Operation): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ProtocolError(`The engine's answer to \`${method} ${path}\` is not JSON: \`${text.slice(0, 80)}\`.`, {
      cause,
    })
  }
}

const unexpected = (expected: string, text: string, { method, path }: Operation): ProtocolError =>
  new ProtocolError(
    `The engine's answer to \`${method} ${path}\` holds \`${text.slice(0, 80)}\` where ${expected} was expected.`,
  )
