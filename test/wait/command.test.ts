import { expect, test } from 'vitest'
import type { ExecOutcome } from '../../src/wait/target.ts'
import { Wait } from '../../src/wait/wait.ts'
import { fakeTarget } from './fake-target.ts'
import { failureOf, stable, waitFor } from './waiting.ts'

const answering = (...outcomes: ExecOutcome[]) => {
  const commands: (readonly string[])[] = []
  const target = fakeTarget({
    exec: async (command) => {
      commands.push(command)
      return outcomes[commands.length - 1] ?? outcomes.at(-1) ?? { exitCode: 0, output: '' }
    },
  })
  return { target, commands }
}

test('a command is run by a shell until it succeeds', async () => {
  const { target, commands } = answering({ exitCode: 1, output: '' }, { exitCode: 0, output: '' })
  await waitFor(Wait.forSuccessfulCommand('test -e /tmp/ready'), target)
  expect(commands).toEqual([
    ['/bin/sh', '-c', 'test -e /tmp/ready'],
    ['/bin/sh', '-c', 'test -e /tmp/ready'],
  ])
})

test('a timeout says how the command ended', async () => {
  const { target } = answering({ exitCode: 2, output: 'ping\r\nconnect to server failed\r\n' })
  const error = await failureOf(waitFor(Wait.forSuccessfulCommand('mysqladmin ping'), target, { limitMs: 100 }))
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for command \`mysqladmin ping\` to succeed; last saw: exit code 2, \`connect to server failed\`.
    Last log lines:
      starting"
  `)
})

test('a command that the shell does not find may come yet', async () => {
  const { target, commands } = answering(
    { exitCode: 127, output: '/bin/sh: ./ready: not found\n' },
    { exitCode: 127, output: '/bin/sh: 1: ready: not found\n' },
    { exitCode: 126, output: '/bin/sh: line 1: ./ready: No such file or directory\n' },
    { exitCode: 0, output: '' },
  )
  await waitFor(Wait.forSuccessfulCommand('./ready'), target)
  expect(commands).toHaveLength(4)
})

// Texts as engines give them: Docker 20.10 with 126, later ones with 127, Podman with crun.
test.each([
  [
    126,
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown\r\n',
  ],
  [
    127,
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": executable file not found in $PATH: unknown',
  ],
  [
    127,
    'crun: executable file `/bin/sh` not found: No such file or directory: OCI runtime attempted to invoke a command that was not found',
  ],
])('an image without a shell fails the wait at once: %i, %s', async (exitCode, output) => {
  const { target, commands } = answering({ exitCode, output })
  const error = await failureOf(waitFor(Wait.forSuccessfulCommand('true'), target))
  expect(error.reason).toBe('failed')
  expect(error.message).toContain(
    'did not become ready: its image has no /bin/sh, which Wait.forSuccessfulCommand() needs',
  )
  expect(commands).toHaveLength(1)
})

test('an engine that refuses the command because there is no shell is understood too', async () => {
  const cause = new Error('exec failed: unable to start container process: exec: "/bin/sh": no such file or directory')
  const target = fakeTarget({ exec: () => Promise.reject(cause) })
  const error = await failureOf(waitFor(Wait.forSuccessfulCommand('true'), target))
  expect(error.cause).toBe(cause)
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: its image has no /bin/sh, which Wait.forSuccessfulCommand() needs: wait for a port, an HTTP answer or a log line (after 12 s).
    Waited for command \`true\` to succeed.
    Last log lines:
      starting"
  `)
})

test('any other refusal of the engine ends the wait', async () => {
  const cause = new Error('connection lost')
  const target = fakeTarget({ exec: () => Promise.reject(cause) })
  expect(await failureOf(waitFor(Wait.forSuccessfulCommand('true'), target))).toMatchObject({ reason: 'failed', cause })
})

test('a long command is cut in messages', () => {
  expect(Wait.forSuccessfulCommand('x'.repeat(200)).describe()).toHaveLength('command `` to succeed'.length + 80)
})
