import { EngineConnectionError, EngineError, ProtocolError } from '../errors.ts'
import type { EngineKind } from '../gate/gate.ts'
import { isOlder } from '../gate/version.ts'
import { readText } from '../stream/read.ts'
import type { Transport } from '../transport/transport.ts'
import { refusal } from '../wire/refusal.ts'

/** What an engine says of itself when it is greeted. */
export interface Greeting {
  /** The newest version of the API that we and the engine both speak. */
  readonly apiVersion: string
  readonly kind: EngineKind
  /** The builder that the engine recommends: `1` the classic one, `2` BuildKit. Old engines name none. */
  readonly builderVersion: string | undefined
}

/**
 * Asks what the engine is, and agrees on a version of the API.
 *
 * @throws ProtocolError when the engine is too old, or is no engine
 * @see Engine API operation SystemPing
 */
export const negotiate = async (
  transport: Transport,
  host: string,
  { signal, silenceMs }: { readonly signal?: AbortSignal | undefined; readonly silenceMs: number },
): Promise<Greeting> => {
  const failure = (cause: unknown) => new EngineConnectionError(host, ping, cause)
  const { status, headers, body } = await transport.request({ ...ping, signal, silenceMs, failure })
  const text = await readText(body, 1 << 16)
  if (status !== 200) throw EngineError.of(ping, status, refusal(text).message || 'the engine did not answer a ping')
  const theirs = headers['api-version']
  if (typeof theirs !== 'string' || !/^\d+\.\d+$/.test(theirs)) {
    throw new ProtocolError(`What answers at \`${host}\` is no container engine: its ping names no API version.`)
  }
  if (isOlder(theirs, oldest)) {
    throw new ProtocolError(
      `The engine at \`${host}\` speaks API ${theirs}; Slipway needs ${oldest} or newer (Docker 19.03). Update the engine.`,
    )
  }
  const builderVersion = headers['builder-version']
  return {
    apiVersion: isOlder(theirs, newest) ? theirs : newest,
    kind: headers['libpod-api-version'] === undefined ? 'docker' : 'podman',
    builderVersion: typeof builderVersion === 'string' ? builderVersion : undefined,
  }
}

const ping = { method: 'GET', path: '/_ping' } as const
const oldest = '1.40'
const newest = '1.56'
