import { expect, onTestFinished, test } from 'vitest'
import { protobuf } from '../../../src/api/buildkit/protobuf.ts'
import { type BuildSsh, findAgents, sshService } from '../../../src/api/buildkit/ssh-agents.ts'
import { InvalidArgumentError, ProtocolError } from '../../../src/api/index.ts'
import { agentMessage, fakeAgent } from '../support/fake-agent.ts'
import { callMethod } from './calls.ts'

const LIST = 11
const SIGN = 13
const ADD = 17
const FAILURE = '0000000105'

/** What the agent at that socket answers to pieces of questions. @param id as the RUN step names it */
const ask = async (ssh: BuildSsh, pieces: readonly Uint8Array[], id = ''): Promise<string> => {
  const methods = sshService(await findAgents(ssh))
  const requests = pieces.map((piece) => protobuf({ 1: piece }))
  const answers = await callMethod(methods['/moby.sshforward.v1.SSH/ForwardAgent'], requests, { 'buildkit.ssh.id': id })
  return Buffer.concat(answers.map((answer) => answer.bytes(1))).toString('hex')
}

test('keys are listed and signatures made, wherever the questions are cut', async () => {
  await using agent = await fakeAgent()
  const questions = Buffer.concat([agentMessage(LIST), agentMessage(SIGN, 'data')])
  const expected = agent.answerTo(LIST).toString('hex') + agent.answerTo(SIGN).toString('hex')
  for (let cut = 0; cut <= questions.length; cut++) {
    expect(await ask(agent.path, [questions.subarray(0, cut), questions.subarray(cut)])).toBe(expected)
  }
})

test('a question that would change what the agent holds is refused in its turn, and does not reach it', async () => {
  await using agent = await fakeAgent()
  const answer = await ask(agent.path, [Buffer.concat([agentMessage(ADD, 'key'), agentMessage(LIST)])])
  expect(answer).toBe(FAILURE + agent.answerTo(LIST).toString('hex'))
  expect(agent.asked).toEqual([LIST])
})

test('an agent that hangs up is a failure to whoever asks, not an end of the build', async () => {
  await using agent = await fakeAgent({ hangsUp: true })
  expect(await ask(agent.path, [agentMessage(LIST)])).toBe(FAILURE)
})

test('a question beyond all measure is a ProtocolError', async () => {
  await using agent = await fakeAgent()
  await expect(ask(agent.path, [Uint8Array.of(0xff, 0, 0, 0, LIST)])).rejects.toThrow(ProtocolError)
})

test('agents are known by their ids, of which `default` need not be said', async () => {
  await using one = await fakeAgent()
  await using two = await fakeAgent()
  const methods = sshService(await findAgents({ default: one.path, other: two.path }))
  const check = (id: string) => callMethod(methods['/moby.sshforward.v1.SSH/CheckAgent'], [protobuf({ 1: id })])
  await expect(check('')).resolves.toHaveLength(1)
  await expect(check('default')).resolves.toHaveLength(1)
  await expect(check('other')).resolves.toHaveLength(1)
  await expect(check('third')).rejects.toMatchObject({ status: 5 })
  await ask({ default: one.path, other: two.path }, [agentMessage(LIST)], 'other')
  expect([one.asked, two.asked]).toEqual([[], [LIST]])
})

test('`true` means the agent of SSH_AUTH_SOCK', async () => {
  const before = process.env.SSH_AUTH_SOCK
  onTestFinished(() => {
    if (before === undefined) delete process.env.SSH_AUTH_SOCK
    else process.env.SSH_AUTH_SOCK = before
  })
  await using agent = await fakeAgent()
  process.env.SSH_AUTH_SOCK = agent.path
  expect([...(await findAgents(true))]).toEqual([['default', agent.path]])
  delete process.env.SSH_AUTH_SOCK
  await expect(findAgents(true)).rejects.toThrow(
    new InvalidArgumentError(
      'There is no ssh agent `default` for the build: SSH_AUTH_SOCK is not set. Start one, or give the path of its socket.',
    ),
  )
})

test.each(['/nowhere/agent.sock', import.meta.filename])('%s is no agent', async (path) => {
  await expect(findAgents({ git: path })).rejects.toThrow(
    `There is no ssh agent \`git\` for the build: \`${path}\` is not a socket. Keys go through an agent: \`ssh-add\`.`,
  )
})
