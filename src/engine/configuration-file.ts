import { InvalidArgumentError } from '../events/error.ts'
import { longestText, readBounded } from './bounded-file.ts'

/**
 * The text of a file that need not be there.
 *
 * @throws InvalidArgumentError naming the file, when it is there and cannot be read, or has more than 1 MiB
 */
export const readConfiguration = async (file: string): Promise<string | undefined> => {
  const read = await readBounded(file).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    throw new InvalidArgumentError(`\`${file}\` cannot be read (${code ?? error}). Make it a file that you may read.`)
  })
  if (read === 'too long') throw tooLong(`\`${file}\``)
  return read?.text
}

/**
 * A JSON object that need not be there; an empty file is an empty object.
 *
 * @throws InvalidArgumentError naming the file, never its content, when it holds something else
 */
export const readJson = async (file: string): Promise<JsonObject | undefined> => {
  const text = await readConfiguration(file)
  return text === undefined ? undefined : parseJsonObject(text, `\`${file}\``)
}

/** @param source what the text comes from, for the error */
export const parseJsonObject = (text: string, source: string): JsonObject => {
  if (text.length > longestText) throw tooLong(source)
  const value = text.trim() === '' ? {} : parseJson(text)
  if (isObject(value)) return value
  throw new InvalidArgumentError(`${source} does not hold a JSON object. Correct it, or move it away.`)
}

const tooLong = (source: string): InvalidArgumentError =>
  new InvalidArgumentError(
    `${source} has more than ${longestText} bytes, and is not what it should be. Correct it, or move it away.`,
  )

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined where it is none: the parser's own error quotes the text, which may hold credentials. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
