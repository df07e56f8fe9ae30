import { constants } from 'node:os'

/** `250 ms`, `1.2 s`, `60 s`. */
export const duration = (ms: number): string => {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  return `${Number((ms / 1000).toFixed(ms < 9950 ? 1 : 0))} s`
}

/** `code 1`, and what is known of the codes that shells and kernels give: `code 137 (SIGKILL)`. */
export const describeExitCode = (exitCode: number): string => {
  const meaning = meanings[exitCode] ?? signalName(exitCode - 128)
  return meaning ? `code ${exitCode} (${meaning})` : `code ${exitCode}`
}

const meanings: Readonly<Record<number, string>> = { 126: 'command cannot be run', 127: 'command not found' }

const signalName = (number: number): string | undefined =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0]

/** The last line that says something, cut to a length that fits into a message. */
export const lastLine = (text: string): string | undefined => {
  const line = text.trimEnd().split('\n').at(-1)?.trim()
  return line ? shortened(line, 200) : undefined
}

export const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text

/** What was thrown, in one line, and why where it has a cause: `fetch failed: connect ECONNREFUSED 127.0.0.1:80`. */
export const describeThrown = (thrown: unknown, depth = 0): string => {
  if (!(thrown instanceof Error)) return shortened(String(thrown), 200)
  // A name with several addresses that all refuse: the words are in the parts.
  const errors: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : []
  if (!thrown.message && errors.length > 0 && depth < 3) return describeThrown(errors[0], depth + 1)
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
  const [message = ''] = thrown.message.split('\n')
  const name = thrown.name === 'Error' || thrown.name === 'AggregateError' ? '' : thrown.name
  const words = [depth === 0 && !code ? name : '', message || code || thrown.name].filter(Boolean).join(': ')
  const cause = thrown.cause !== undefined && depth < 3 ? `: ${describeThrown(thrown.cause, depth + 1)}` : ''
  return shortened(words + cause, 200)
}
