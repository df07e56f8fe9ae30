import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { dismissal, watchdogProgram } from '../../src/cleanup/watchdog-program.ts'

test('where there is no shell in front of it, it is dismissed before it looks at its task', () => {
  const end = (input: string) => spawnSync(process.execPath, ['-e', watchdogProgram], { input, encoding: 'utf8' })
  expect(end(`not a task\n${dismissal}\n`)).toMatchObject({ status: 0, stderr: '' })
  expect(end('not a task\n')).toMatchObject({ status: 1, stderr: expect.stringContaining('SyntaxError') })
})
