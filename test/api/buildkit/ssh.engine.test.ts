import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { Engine } from '../../../src/api/index.ts'
import { askAgentProgram } from '../support/ask-agent.ts'
import { testBuildKit } from '../support/buildkit.ts'
import { buildOf } from '../support/builds.ts'
import { fakeAgent } from '../support/fake-agent.ts'

const LIST = 11
const REMOVE_ALL = 19

const asking = async (mount: string, kinds: readonly number[]) => ({
  Dockerfile: `FROM busybox
COPY ask-agent /bin/
RUN ${mount} : ${randomUUID()} && ${kinds.map((kind) => `ask-agent ${kind}`).join(' && ')}
`,
  'ask-agent': await askAgentProgram(),
})

testBuildKit('a step asks the agent of this machine, several times, and cannot change what it holds', async () => {
  await using engine = await Engine.connect()
  await using agent = await fakeAgent()
  const files = await asking('--mount=type=ssh', [LIST, REMOVE_ALL, LIST])
  await using built = await buildOf(engine, files, { ssh: agent.path })
  const listed = `answer ${agent.answerTo(LIST).toString('hex').slice(8)}`
  expect(built.lines).toEqual([listed, 'answer 05', listed])
  expect(agent.asked).toEqual([LIST, LIST])
})

testBuildKit('steps ask the agent that they name', async () => {
  await using engine = await Engine.connect()
  await using one = await fakeAgent()
  await using two = await fakeAgent()
  const files = await asking('--mount=type=ssh,id=git', [LIST])
  await using _built = await buildOf(engine, files, { ssh: { default: one.path, git: two.path } })
  expect([one.asked, two.asked]).toEqual([[], [LIST]])
})

testBuildKit('a step that requires an agent fails without it', async () => {
  await using engine = await Engine.connect()
  await using agent = await fakeAgent()
  const files = await asking('--mount=type=ssh,id=git,required', [LIST])
  await expect(buildOf(engine, files, { ssh: agent.path })).rejects.toMatchObject({ name: 'BuildError' })
  await expect(buildOf(engine, files)).rejects.toMatchObject({ name: 'BuildError' })
})
