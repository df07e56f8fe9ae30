import { stat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { InvalidArgumentError } from '../../events/error.ts'
import { type GrpcMethod, type GrpcMethods, GrpcStatusError, notFound, unary } from './grpc-server.ts'
import { protobuf } from './protobuf.ts'
import { agentMessages, failure, isAllowed } from './ssh-agent-protocol.ts'

/** `true` for the agent of SSH_AUTH_SOCK, or the path of an agent's socket; several by the ids that RUN steps name. */
export type BuildSsh = true | string | Readonly<Record<string, true | string>>

/**
 * The sockets of ssh agents, by id.
 *
 * @throws InvalidArgumentError when there is none
 */
export const findAgents = async (ssh: BuildSsh): Promise<ReadonlyMap<string, string>> =>
  new Map(
    await Promise.all(
      Object.entries(typeof ssh === 'object' ? ssh : { [defaultId]: ssh }).map(
        async ([id, agent]) => [id, await socketOf(id, agent)] as const,
      ),
    ),
  )

/** Lets steps ask agents of this machine. They can list keys and sign; they cannot change what an agent holds. */
export const sshService = (agents: ReadonlyMap<string, string>): GrpcMethods => {
  const agentOf = (id: string): string => {
    const path = agents.get(id || defaultId)
    if (path === undefined)
      throw new GrpcStatusError(notFound, `no ssh agent \`${id || defaultId}\` was given to this build`)
    return path
  }
  return {
    '/moby.sshforward.v1.SSH/CheckAgent': unary((request) => {
      agentOf(request.text(1))
      return protobuf({})
    }),
    '/moby.sshforward.v1.SSH/ForwardAgent': forward((id) => agentOf(id)),
  }
}

const defaultId = 'default'

const socketOf = async (id: string, agent: true | string): Promise<string> => {
  const path = agent === true ? process.env.SSH_AUTH_SOCK : agent
  if (!path) {
    throw new InvalidArgumentError(
      `There is no ssh agent \`${id}\` for the build: SSH_AUTH_SOCK is not set. Start one, or give the path of its socket.`,
    )
  }
  const found = await stat(path).catch(() => undefined)
  // On Windows a socket is a named pipe, of which nothing can be told beforehand.
  if (found?.isSocket() || path.startsWith('\\\\')) return path
  throw new InvalidArgumentError(
    `There is no ssh agent \`${id}\` for the build: \`${path}\` is not a socket. Keys go through an agent: \`ssh-add\`.`,
  )
}

// One connection to the agent for each call. It answers in order, so a question is passed on when the one before is answered.
const forward =
  (agentOf: (id: string) => string): GrpcMethod =>
  async ({ requests, metadata, send, signal }) => {
    const agent = await dial(agentOf(metadata('buildkit.ssh.id') ?? ''))
    // An agent may ask its user first, who has all the time that there is.
    signal.addEventListener('abort', () => agent.destroy(), { once: true })
    const answers = agentMessages(agent)
    try {
      for await (const question of agentMessages(contents(requests))) {
        await send(protobuf({ 1: isAllowed(question) ? await ask(agent, question, answers) : failure }))
      }
    } finally {
      agent.destroy()
    }
  }

const dial = (path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const agent = connect(path, () => resolve(agent))
    // It stays: one that breaks later gives no more answers, and that is all.
    agent.on('error', reject)
  })

const ask = async (agent: Socket, question: Uint8Array, answers: AsyncIterator<Uint8Array>): Promise<Uint8Array> => {
  agent.write(question)
  // One that hangs up has no answer, which is for the step to deal with.
  const answer = await answers.next().catch(() => undefined)
  return answer?.value ?? failure
}

async function* contents(messages: Parameters<GrpcMethod>[0]['requests']): AsyncGenerator<Uint8Array> {
  for await (const message of messages) yield message.bytes(1)
}
