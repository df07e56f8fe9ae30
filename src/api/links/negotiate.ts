import { EngineConnectionError, EngineError, ProtocolError } from '../errors.ts'
import { readText } from '../stream/read.ts'
import type { Transport } from '../transport/transport.ts'

/**
 * The newest version of the API that we and the engine both speak.
 *
 * @throws ProtocolError when the engine is too old, or is no engine
 * @see Engine API operation SystemPing
 */
export const negotiate = async (transport: Transport, host: string, signal?: AbortSignal): Promise<string> => {
  const failure = (cause: unknown) => new EngineConnectionError(host, ping, cause)
  const { status, headers, body } = await transport.request({ ...ping, signal, failure })
  const text = await readText(body, 1 << 16)
  if (status !== 200) throw EngineError.of(ping, status, text.trim() || 'the engine did not answer a ping')
  const theirs = headers['api-version']
  if (typeof theirs !== 'string' || !/^\d+\.\d+$/.test(theirs)) {
    throw new ProtocolError(`What answers at \`${host}\` is no container engine: its ping names no API version.`)
  }
  if (isOlder(theirs, oldest)) {
    throw new ProtocolError(
      `The engine at \`${host}\` speaks API ${theirs}; Slipway needs ${oldest} or newer (Docker 19.03). Update the engine.`,
    )
  }
  return isOlder(theirs, newest) ? theirs : newest
}

const ping = { method: 'GET', path: '/_ping' } as const
const oldest = '1.40'
const newest = '1.51'

/** Whether an API version such as `1.9` comes before another such as `1.41`. */
export const isOlder = (version: string, other: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major === otherMajor ? minor < otherMinor : major < otherMajor
}
