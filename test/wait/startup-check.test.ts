import { expect, test } from 'vitest'
import type { ContainerInspect } from '../../src/api/index.ts'
import {
  type StartupCheckClient,
  type StartupCheckContext,
  StartupCheckStrategy,
  type StartupStatus,
} from '../../src/wait/startup-check.ts'
import type { ContainerExit, WaitTarget } from '../../src/wait/target.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Deferred, fakeTarget } from './fake-target.ts'
import { failureOf, stable, waitFor } from './waiting.ts'

type Check = StartupCheckStrategy['checkStartupState']

class SchemaCheck extends StartupCheckStrategy {
  readonly #check: Check

  constructor(check: Check) {
    super()
    this.#check = check
  }

  checkStartupState(client: StartupCheckClient, containerId: string, context: StartupCheckContext) {
    return this.#check(client, containerId, context)
  }
}

const answering = (...answers: StartupStatus[]) => new SchemaCheck(async () => answers.shift() ?? 'PENDING')

const inspected = (State: Partial<ContainerInspect['State']>): WaitTarget['inspect'] => {
  // Only the state is asked for.
  return async () => ({ Id: fakeTarget().id, Name: '/db', State }) as ContainerInspect
}

test('a check is asked until it says that all is well', async () => {
  await waitFor(answering('PENDING', 'PENDING', 'SUCCESS'), fakeTarget())
})

test('a check that says that it failed ends the wait', async () => {
  const target = fakeTarget({ inspect: inspected({ Status: 'running' }) })
  const error = await failureOf(waitFor(answering('PENDING', 'FAIL'), target))
  expect(error.reason).toBe('failed')
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: its startup check says \`FAIL\` (after 12 s).
    Waited for SchemaCheck to succeed; last saw: \`PENDING\`.
    Last log lines:
      starting"
  `)
})

test('when it failed because the container has ended, that is said first', async () => {
  const target = fakeTarget({ inspect: inspected({ Status: 'exited', ExitCode: 3 }) })
  const error = await failureOf(waitFor(answering('FAIL'), target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 3 })
  expect(error.message).toContain('it exited with code 3 after 12 s: its startup check says `FAIL`.')
})

test('it asks for the state of its container as one does with dockerode', async () => {
  const target = fakeTarget({ inspect: inspected({ Running: false, ExitCode: 3 }) })
  const seen: unknown[] = []
  const check = new SchemaCheck(async (client, containerId, context) => {
    const container = client.getContainer(containerId)
    const { State, Name } = await container.inspect()
    seen.push(container.id === containerId, Name, State.ExitCode, context.target === target, context.signal.aborted)
    return 'SUCCESS'
  })
  await waitFor(check, target)
  expect(seen).toEqual([true, '/db', 3, true, false])
})

test('it cannot ask for another container', async () => {
  const check = new SchemaCheck(async (client) => {
    await client.getContainer('another').inspect()
    return 'SUCCESS'
  })
  await expect(waitFor(check, fakeTarget())).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: A startup check can ask for its own container alone, got \`another\`.]`,
  )
})

test('after an exit it is asked once more, and then the wait fails', async () => {
  const exit = new Deferred<ContainerExit>()
  const target = fakeTarget({ exited: exit.promise })
  const waiting = waitFor(answering('PENDING', 'SUCCESS').withPollInterval(60_000), target)
  await new Promise(setImmediate)
  exit.resolve({ exitCode: 3 })
  await waiting
  const error = await failureOf(waitFor(answering(), target))
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 3 after 12 s: its startup check still says \`PENDING\`.
    Waited for SchemaCheck to succeed; last saw: \`PENDING\`.
    Last log lines:
      starting"
  `)
})

test('what it throws ends the wait', async () => {
  const cause = new Error('connection lost')
  const check = new SchemaCheck(() => Promise.reject(cause))
  expect(await failureOf(waitFor(check, fakeTarget()))).toMatchObject({ reason: 'failed', cause })
})

test('a timeout says what it said last', async () => {
  const error = await failureOf(waitFor(answering(), fakeTarget(), { limitMs: 40 }))
  expect(error.reason).toBe('timeout')
  expect(error.waits).toMatchObject([{ description: 'SchemaCheck to succeed' }])
  expect(stable(error.waits[0]?.lastSaw ?? '')).toBe('`PENDING`')
})

test('every strategy tells its startup timeout, 60 s unless another is set', () => {
  for (const wait of [answering(), Wait.forListeningPorts(), Wait.forAll([answering()])]) {
    expect([wait.isStartupTimeoutSet(), wait.getStartupTimeout()]).toEqual([false, 60_000])
    wait.withStartupTimeout(5_000)
    expect([wait.isStartupTimeoutSet(), wait.getStartupTimeout()]).toEqual([true, 5_000])
  }
})
