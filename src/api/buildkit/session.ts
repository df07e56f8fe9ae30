import { randomUUID } from 'node:crypto'
import { registryHost } from '../../registry/registry-of.ts'
import { EngineError, ProtocolError } from '../errors.ts'
import type { Session } from '../session.ts'
import type { AuthConfig } from '../types/index.ts'
import type { CallOptions, Wire } from '../wire/wire.ts'
import { serveGrpc, unary } from './grpc-server.ts'
import { type OpenOutput, outputService } from './output.ts'
import { protobuf } from './protobuf.ts'
import { registryAuthService } from './registry-auth.ts'
import { secretsService } from './secrets.ts'
import { sshService } from './ssh-agents.ts'

/** What a build by BuildKit can get from its client. */
export interface Answers {
  readonly secrets: ReadonlyMap<string, Uint8Array> | undefined
  readonly ssh: ReadonlyMap<string, string> | undefined
  readonly output: OpenOutput | undefined
  /** By registry. @default those that the client has */
  readonly auth: Readonly<Record<string, AuthConfig>> | undefined
}

/** A session in which BuildKit can ask us, for as long as a build runs. */
export interface OpenSession {
  /** For the build. */
  readonly id: string
  readonly close: () => void
}

export interface SessionSetup extends CallOptions {
  readonly wire: Wire
  readonly sessions: Session
  /** Takes in what goes wrong here, of which the engine learns only the message. */
  readonly problems: unknown[]
}

/**
 * Opens a session for a build; undefined where there is nothing that it could be asked for, or where an engine that refuses
 * sessions will do without.
 */
export const openBuildSession = async (
  { secrets, ssh, output, auth }: Answers,
  { wire, sessions, problems, signal }: SessionSetup,
): Promise<OpenSession | undefined> => {
  const isEssential = secrets !== undefined || ssh !== undefined || output !== undefined || hasEntries(auth)
  if (!isEssential && auth !== undefined) return undefined
  const kept = (host: string) =>
    wire.credentials.of(host, { signal }).catch((problem: unknown) => {
      // Most images are public: it is told when the registry refuses.
      problems.push(problem)
      return undefined
    })
  const methods = {
    // Asked every few seconds; the answer 1 is "serving".
    '/grpc.health.v1.Health/Check': unary(() => protobuf({ 1: 1 })),
    ...secretsService(secrets ?? new Map()),
    ...(ssh && sshService(ssh)),
    ...(output && outputService(output)),
    ...registryAuthService(auth ? given(auth) : kept),
  }
  const id = randomUUID()
  try {
    const connection = await sessions.open({ id, methods: Object.keys(methods), signal })
    return { id, close: await serveGrpc(connection, methods, (problem) => problems.push(problem)) }
  } catch (error) {
    // Most builds need none, and some that guard an engine's socket let none through.
    if (isEssential || !(error instanceof EngineError || error instanceof ProtocolError)) throw error
    return undefined
  }
}

const hasEntries = (values: object = {}): boolean => Object.keys(values).length > 0

const given =
  (auth: Readonly<Record<string, AuthConfig>>) =>
  async (host: string): Promise<AuthConfig | undefined> =>
    Object.entries(auth).find(([key]) => registryHost(key) === host)?.[1]
