import { scrypt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { InvalidArgumentError } from '../../events/error.ts'
import { type GrpcMethods, GrpcStatusError, notFound, unary } from './grpc-server.ts'
import { protobuf } from './protobuf.ts'

/** A secret for RUN steps: itself, or where it is kept. */
export type BuildSecret =
  | string
  | Uint8Array
  /** Path of a file. */
  | { readonly file: string }
  /** Name of an environment variable of this process. */
  | { readonly env: string }

/**
 * The values of secrets, by id.
 *
 * @throws InvalidArgumentError when a file or a variable is not there, or a value is longer than BuildKit takes
 */
export const readSecrets = async (
  secrets: Readonly<Record<string, BuildSecret>>,
): Promise<ReadonlyMap<string, Uint8Array>> =>
  new Map(
    await Promise.all(
      Object.entries(secrets).map(async ([id, secret]) => [id, limited(id, await readSecret(id, secret))] as const),
    ),
  )

/** Answers BuildKit's questions for secrets. It also asks for some that nobody gave, such as those of a git server. */
export const secretsService = (values: ReadonlyMap<string, Uint8Array>): GrpcMethods => ({
  '/moby.buildkit.secrets.v1.Secrets/GetSecret': unary((request) => {
    const id = request.text(1)
    const value = values.get(id)
    if (value === undefined) throw new GrpcStatusError(notFound, `secret ${id} was not given to this build`)
    return protobuf({ 1: value })
  }),
})

/**
 * A host entry that keeps apart what BuildKit takes for the same: it joins equal steps of builds that run at the same time,
 * and uses those of earlier builds again, although their secrets have other values. A host's name is part of a step.
 *
 * The name is made so that it says nothing useful of the values: slow to try, and short enough that many values fit.
 */
export const secretsHost = async (values: ReadonlyMap<string, Uint8Array>): Promise<string> => {
  const all = [...values].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([id, value]) => [Buffer.from(id), value])
  // Lengths between them: `ab`, `c` is another set of secrets than `a`, `bc`.
  const password = Buffer.concat(all.flatMap((part) => [Buffer.from(`${part.length}:`), part]))
  const digest = await hash(password, 'slipway build secrets', 4)
  return `slipway-secrets-${digest.toString('hex')}:0.0.0.0`
}

const hash: (password: Uint8Array, salt: string, bytes: number) => Promise<Buffer> = promisify(scrypt)

const readSecret = async (id: string, secret: BuildSecret): Promise<Uint8Array> => {
  if (typeof secret === 'string') return Buffer.from(secret)
  if (secret instanceof Uint8Array) return secret
  if (typeof secret !== 'object') return missing(id, `expected a text, bytes, \`{ file }\` or \`{ env }\``)
  if ('env' in secret)
    return Buffer.from(process.env[secret.env] ?? missing(id, `variable \`${secret.env}\` is not set`))
  return readFile(secret.file).catch((error: Error) =>
    missing(id, `file \`${secret.file}\` cannot be read (${'code' in error ? error.code : error.message})`),
  )
}

const missing = (id: string, why: string): never => {
  throw new InvalidArgumentError(`Build secret \`${id}\` has no value: ${why}.`)
}

const limited = (id: string, value: Uint8Array): Uint8Array => {
  if (value.length <= longestSecret) return value
  throw new InvalidArgumentError(
    `Build secret \`${id}\` has ${value.length} bytes. Expected ${longestSecret} at most, BuildKit's limit.`,
  )
}

const longestSecret = 500 * 1024
