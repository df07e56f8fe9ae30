import { expect, test } from 'vitest'
import { Wait } from '../../src/wait/wait.ts'
import { fakeTarget } from './fake-target.ts'
import { failureOf, waitFor } from './waiting.ts'

test('a container that exits with the code that was waited for was ready', async () => {
  await waitFor(Wait.forExit(3), fakeTarget({ exited: Promise.resolve({ exitCode: 3 }) }))
  await waitFor(Wait.forExit(), fakeTarget({ exited: Promise.resolve({ exitCode: 0 }) }))
  const error = await failureOf(waitFor(Wait.forExit(3), fakeTarget({ exited: Promise.resolve({ exitCode: 0 }) })))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(error.message).toContain('it exited with code 0 after 12 s: code 3 was waited for.')
})

test.each([-1, 1.5, Number.NaN, '0' as never])('%s is no exit code', (code) => {
  expect(() => Wait.forExit(code)).toThrow('forExit() takes an exit code, a whole number from 0 on, got')
})

test('a container that exits with code 0 was ready', async () => {
  await waitFor(Wait.forOneShotStartup(), fakeTarget({ exited: Promise.resolve({ exitCode: 0 }) }))
})

test('a container that exits with another code failed', async () => {
  const target = fakeTarget({ exited: Promise.resolve({ exitCode: 3 }) })
  const error = await failureOf(waitFor(Wait.forOneShotStartup(), target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 3 })
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 3 after 12 s: code 0 was waited for.
    Waited for it to exit with code 0.
    Last log lines:
      starting"
  `)
})

test('a container that goes on is not ready', async () => {
  const error = await failureOf(waitFor(Wait.forOneShotStartup(), fakeTarget(), { limitMs: 20 }))
  expect(error.message).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for it to exit with code 0.
    Last log lines:
      starting"
  `)
})
