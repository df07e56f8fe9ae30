import { SlipwayError } from '../events/error.ts'
import { adviceFor, withAdvice } from './advice.ts'

/** What identifies a failed operation of the engine's API. */
export interface Operation {
  readonly method: string
  /** Without version and query: a query may hold build arguments. Credentials travel in headers and bodies. */
  readonly path: string
}

/** The engine answered with a status other than success; the subclasses name the usual ones. */
export class EngineError extends SlipwayError {
  override readonly name: string = 'EngineError'
  readonly method: string
  readonly path: string
  /** HTTP status of the answer. */
  readonly status: number
  /** The engine's own words. */
  readonly engineMessage: string
  /** What to do about it, where the engine's words do not say so and it is known. */
  readonly advice: string | undefined

  constructor({ method, path }: Operation, status: number, engineMessage: string, code = 'ENGINE_ERROR') {
    super(code, `${withAdvice(engineMessage)} (\`${method} ${path}\` answered ${status})`)
    this.method = method
    this.path = path
    this.status = status
    this.engineMessage = engineMessage
    this.advice = adviceFor(engineMessage)
  }

  /** The error class that fits a status. @param meant the status that fits what the engine says. @default the one there is */
  static of(operation: Operation, status: number, engineMessage: string, meant: number = status): EngineError {
    const [Kind, code] = kinds[meant] ?? (status >= 500 ? ([ServerError, 'ENGINE_SERVER_ERROR'] as const) : [])
    return Kind ? new Kind(operation, status, engineMessage, code) : new EngineError(operation, status, engineMessage)
  }
}

/** 400: the engine refused a parameter. */
export class BadRequestError extends EngineError {
  override readonly name = 'BadRequestError'
}

/** 401: the registry or the engine wants other credentials. */
export class UnauthorizedError extends EngineError {
  override readonly name = 'UnauthorizedError'
}

/** 403: the engine does not allow it. */
export class ForbiddenError extends EngineError {
  override readonly name = 'ForbiddenError'
}

/** 404: no such container, image, network, volume or path. */
export class NotFoundError extends EngineError {
  override readonly name = 'NotFoundError'
}

/** 409: a name is in use, the state does not allow the operation, or somebody changed it since the version that was named. */
export class ConflictError extends EngineError {
  override readonly name = 'ConflictError'
}

/** 500 and above: the engine could not do it; a port in use and a failed mount come as this. */
export class ServerError extends EngineError {
  override readonly name = 'ServerError'
}

/** The engine could not be reached, or the connection ended before the answer did. */
export class EngineConnectionError extends SlipwayError {
  override readonly name = 'EngineConnectionError'
  /** Where the engine was expected, such as `unix:///var/run/docker.sock`. */
  readonly host: string

  constructor(host: string, { method, path }: Operation, cause: unknown) {
    super('ENGINE_CONNECTION', `${describeConnection(host, cause)} (during \`${method} ${path}\`)`, { cause })
    this.host = host
  }
}

/** The engine answered success and then reported a failure inside the stream of progress. */
export class ProgressError extends SlipwayError {
  override readonly name: string = 'ProgressError'
  /** Image reference, as it was asked for. */
  readonly reference: string
  /** The engine's own words. */
  readonly engineMessage: string

  constructor(code: string, reference: string, message: string, engineMessage: string, options?: ErrorOptions) {
    super(code, message, options)
    this.reference = reference
    this.engineMessage = engineMessage
  }
}

/** An image could not be pulled. */
export class ImagePullError extends ProgressError {
  override readonly name = 'ImagePullError'

  constructor(reference: string, engineMessage: string, options?: ErrorOptions) {
    const cure = adviceFor(engineMessage) ?? 'Check the name, the registry and your credentials for it.'
    const message = `Image \`${reference}\` could not be pulled: ${engineMessage}. ${cure}`
    super('IMAGE_PULL', reference, message, engineMessage, options)
  }
}

/** An image could not be pushed. */
export class ImagePushError extends ProgressError {
  override readonly name = 'ImagePushError'

  constructor(reference: string, engineMessage: string, options?: ErrorOptions) {
    const message = `Image \`${reference}\` could not be pushed: ${engineMessage}. Check that you may write to this repository.`
    super('IMAGE_PUSH', reference, message, engineMessage, options)
  }
}

/** An image could not be built. */
export class BuildError extends ProgressError {
  override readonly name = 'BuildError'
  /** The instruction that was running, such as `RUN make`, when the engine said so. */
  readonly step: string | undefined
  /** The last lines that this step printed; those of the whole build where no step is known. */
  readonly output: readonly string[]
  /** Of the command that failed, when the engine said so. */
  readonly exitCode: number | undefined

  constructor(reference: string, engineMessage: string, { step, output = [], exitCode, cause }: BuildFailure = {}) {
    const at = step ? ` at \`${step}\`` : ''
    const tail = output.length ? `\nLast output:\n${output.map((line) => `  ${line}`).join('\n')}` : ''
    super(
      'IMAGE_BUILD',
      reference,
      `Image \`${reference}\` could not be built${at}: ${withAdvice(engineMessage)}${tail}`,
      engineMessage,
      cause === undefined ? undefined : { cause },
    )
    this.step = step
    this.output = output
    this.exitCode = exitCode
  }
}

export interface BuildFailure {
  readonly step?: string | undefined
  readonly output?: readonly string[] | undefined
  readonly exitCode?: number | undefined
  readonly cause?: unknown
}

/** The engine is too old, or of another kind, for what was asked; thrown before anything is sent. */
export class UnsupportedError extends SlipwayError {
  override readonly name = 'UnsupportedError'
  /** What was asked for, such as `stopSignal` or Swarm. */
  readonly feature: string

  constructor(feature: string, message: string) {
    super('ENGINE_UNSUPPORTED', message)
    this.feature = feature.replaceAll('`', '')
  }
}

/** An answer of the engine could not be read: cut short, or not what the API promises. */
export class ProtocolError extends SlipwayError {
  override readonly name = 'ProtocolError'

  constructor(message: string, options?: ErrorOptions) {
    super('ENGINE_PROTOCOL', message, options)
  }
}

const kinds: Readonly<Record<number, readonly [typeof EngineError, string]>> = {
  400: [BadRequestError, 'ENGINE_BAD_REQUEST'],
  401: [UnauthorizedError, 'ENGINE_UNAUTHORIZED'],
  403: [ForbiddenError, 'ENGINE_FORBIDDEN'],
  404: [NotFoundError, 'ENGINE_NOT_FOUND'],
  409: [ConflictError, 'ENGINE_CONFLICT'],
}

const cures: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket. Start the engine, or set DOCKER_HOST to where it listens.',
  ECONNREFUSED: 'nothing listens there. Start the engine, or set DOCKER_HOST to where it listens.',
  EACCES: 'permission denied. Add your user to the group that owns the socket, or use a rootless engine.',
  ENOTFOUND: 'the host name is unknown. Check DOCKER_HOST.',
}

const describeConnection = (host: string, cause: unknown): string => {
  const code = errnoOf(cause)
  const cure = code === undefined ? undefined : cures[code]
  if (code && cure) return `The engine at \`${host}\` cannot be reached (${code}): ${cure}`
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')
  return `The connection to the engine at \`${host}\` ended early: ${reason}. ${whatToCheck(host)}`
}

const whatToCheck = (host: string): string =>
  host.startsWith('ssh:')
    ? 'Check that `ssh` logs in there without a question, and that the docker CLI is installed there.'
    : 'Check that the engine is still running.'

const errnoOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
