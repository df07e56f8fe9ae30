import { createHash } from 'node:crypto'

/** What a container was asked to be: each thing by its path, such as `HostConfig.Memory`, with its value as text. Secrets are digests. */
export type Fingerprint = Readonly<Record<string, string>>

/** Takes a description apart. The order of keys makes no difference, that of lists does. */
export const fingerprint = (description: Readonly<Record<string, unknown>>): Fingerprint =>
  Object.fromEntries(leaves(description, '').sort(([a], [b]) => (a < b ? -1 : 1)))

/** One value for all of it, 64 hexadecimal digits. */
export const hashOf = (parts: Fingerprint): string => sha256(JSON.stringify(Object.entries(parts).sort()))

/** What has changed, a line for each, for people. */
export const differences = (before: Fingerprint, after: Fingerprint): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .filter((path) => before[path] !== after[path])
    .map((path) => `${path}: ${shown(path, before[path])} → ${shown(path, after[path])}`)

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

const leaves = (value: unknown, path: string): [string, string][] => {
  if (value === undefined || value === null) return []
  if (path === 'Env' && Array.isArray(value)) return value.map((item) => variable(String(item)))
  if (typeof value !== 'object' || Array.isArray(value)) return [[path, JSON.stringify(value)]]
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path === '' ? key : `${path}.${key}`))
}

// They may be passwords, and what is noted of a container can be read by all who use the engine.
const variable = (text: string): [string, string] => {
  const [name = '', ...rest] = text.split('=')
  return [`Env.${name}`, sha256(rest.join('=')).slice(0, 16)]
}

const shown = (path: string, value: string | undefined): string => {
  if (value === undefined) return 'none'
  return path.startsWith('Env.') ? 'a value' : value
}
