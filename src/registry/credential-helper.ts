import { spawn } from 'node:child_process'
import { longestText } from '../engine/bounded-file.ts'
import { isObject, parseJson } from '../engine/configuration-file.ts'
import type { AuthConfig } from './auth-config.ts'
import { CredentialHelperError } from './credential-helper-error.ts'
import { serverAddress } from './registry-of.ts'

export interface HelperCall {
  /** As the docker CLI's configuration has it: `pass` stands for the program `docker-credential-pass`. */
  readonly name: string
  /** Where it is configured, for errors. */
  readonly source: string
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Asks a program that keeps credentials for those of one registry; undefined when it has none.
 *
 * @throws CredentialHelperError when it cannot be run, fails, or does not answer in time
 */
export const askHelper = async (call: HelperCall, host: string): Promise<AuthConfig | undefined> => {
  const helper = programOf(call)
  const failure = (what: string, { exitCode, cause }: { exitCode?: number; cause?: unknown } = {}) =>
    new CredentialHelperError({ helper, registry: host, exitCode }, what, cause === undefined ? undefined : { cause })

  const end = await run(call, 'get', serverAddress(host))
  if (end.how === 'too long') throw failure(`answered more than ${longestText} bytes, which are no credentials.`)
  if (end.how === 'aborted') {
    const seconds = call.timeoutMs / 1000
    throw failure(`has not answered within ${seconds} s. It may be waiting for somebody to unlock it.`)
  }
  if (end.how === 'not run') {
    const reason = end.code === 'ENOENT' ? 'is not on the PATH' : `cannot be run (${end.code ?? end.cause.message})`
    const cure = `Install it, or take \`${call.name}\` out of ${call.source}.`
    throw failure(`${reason}. ${cure}`, { cause: end.cause })
  }
  if (end.exitCode === 0) {
    const answer = readAnswer(end.output, host)
    if (answer === 'nonsense') throw failure('answered something that is not credentials.')
    return answer
  }
  const said = wordsOf(end)
  if (notFound.test(said)) return undefined
  const how = end.exitCode === null ? 'was ended by a signal' : `ended with exit code ${end.exitCode}`
  throw failure(`${how}: ${said || 'it said nothing'}. Try \`${helper} list\`.`, {
    ...(end.exitCode !== null && { exitCode: end.exitCode }),
  })
}

/** The addresses of the registries that a program keeps credentials for; none when it cannot tell. */
export const listHelper = async (call: HelperCall): Promise<readonly string[]> => {
  const end = await run(call, 'list', '')
  const list = end.how === 'ended' && end.exitCode === 0 ? parseJson(end.output) : undefined
  return isObject(list) ? Object.keys(list) : []
}

const programOf = ({ name }: HelperCall): string => `docker-credential-${name}`

type HelperEnd =
  | { readonly how: 'ended'; readonly exitCode: number | null; readonly output: string; readonly errors: string }
  | { readonly how: 'not run'; readonly code: unknown; readonly cause: Error }
  | { readonly how: 'aborted' }
  | { readonly how: 'too long' }

// Without a shell: a name in the configuration is never a command line.
const run = (call: HelperCall, command: 'get' | 'list', input: string): Promise<HelperEnd> =>
  new Promise((resolve) => {
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(call.timeoutMs)])
    const child = spawn(programOf(call), [command], {
      env: call.env,
      signal,
      killSignal: 'SIGKILL',
      windowsHide: true,
    })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    let bytes = 0
    const keepIn = (chunks: Buffer[]) => (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes <= longestText) return
      child.kill('SIGKILL')
      stopListening()
      resolve({ how: 'too long' })
    }
    child.stdout.on('data', keepIn(output))
    child.stderr.on('data', keepIn(errors))
    // One that does not read its input fails for its own reason.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.once('close', (exitCode) =>
      resolve({
        how: 'ended',
        exitCode,
        output: Buffer.concat(output).toString(),
        errors: Buffer.concat(errors).toString(),
      }),
    )
    // What the program has started may hold its pipes open.
    const stopListening = () => {
      child.stdout.destroy()
      child.stderr.destroy()
    }
    child.once('error', (cause) => {
      stopListening()
      resolve(
        signal.aborted ? { how: 'aborted' } : { how: 'not run', code: 'code' in cause ? cause.code : undefined, cause },
      )
    })
  })

const readAnswer = (output: string, host: string): AuthConfig | undefined | 'nonsense' => {
  const answer = parseJson(output)
  if (!isObject(answer) || typeof answer.Username !== 'string' || typeof answer.Secret !== 'string') return 'nonsense'
  const { Username: username, Secret: secret } = answer
  if (secret === '') return undefined
  const serveraddress = serverAddress(host)
  return username === '<token>'
    ? { identitytoken: secret, serveraddress }
    : { username, password: secret, serveraddress }
}

// Programs say why they fail on either stream. What looks like an answer is left out: it may hold the secret.
const wordsOf = ({ output, errors }: { readonly output: string; readonly errors: string }): string =>
  [output, errors]
    .filter((text) => !text.includes('{'))
    .map((text) => text.trim().replaceAll(/\s+/g, ' '))
    .filter((text) => text !== '')
    .join(' ')
    .slice(0, 300)

const notFound = /credentials not found|no credentials (?:server URL|username)/i
