import { expect, test } from 'vitest'
import { nodeVersions } from './support/node-programs.ts'
import { idsOf, programOf, runSample, withoutNames } from './support/run-sample.ts'

const vitest = (part: string, node?: string, ...options: readonly string[]) =>
  runSample('vitest', [programOf('vitest/vitest.mjs'), 'run', ...options], { part, node })

test.for(Object.keys(nodeVersions))('Node %s: a container per file, test and run, with two workers', async (node) => {
  const run = await vitest('passing', node)
  expect(run.output).toContain('Tests  9 passed (9)')
  expect(run.exitCode).toBe(0)
  expect([idsOf(run, 'file').length, idsOf(run, 'test').length, idsOf(run, 'run').length]).toEqual([2, 2, 1])
  expect(run.created).toBe(5)
})

test.for(['threads', 'vmForks'])('they are the same with %s in place of forks', async (pool) => {
  const run = await vitest('passing', undefined, `--pool=${pool}`)
  expect(run.output).toContain('Tests  9 passed (9)')
  expect(run.exitCode).toBe(0)
  expect(run.created).toBe(5)
})

test('a container per worker, where workers are kept for several files', async () => {
  const run = await vitest('worker')
  expect(run.output).toContain('Tests  4 passed (4)')
  expect(run.exitCode).toBe(0)
  const workers = new Set(run.notes.map(({ pid }) => pid))
  expect([workers.size, idsOf(run, 'worker').length]).toEqual([2, 2])
  // One for the run.
  expect(run.created).toBe(3)
})

test.for(['forks', 'threads'])(
  'nothing is left of a test whose time is over, and of one that exits, with %s',
  async (pool) => {
    const { output, exitCode, created } = await vitest('ending', undefined, `--pool=${pool}`)
    expect(output).toContain('Tests  2 failed (2)')
    expect(exitCode).toBe(1)
    expect(created).toBe(4)
  },
)

test('the last lines of the container stand below the error of a test that asked for it', async () => {
  const { output, exitCode, created } = await vitest('failing')
  expect(exitCode).toBe(1)
  expect(withoutNames(output.slice(output.indexOf(' FAIL ')))).toMatchInlineSnapshot(`
    " FAIL  failing/failing.test.ts > a test of the file fails
    AssertionError: expected 1 to be 2 // Object.is equality

    Last log lines of \`db\` (busybox, <id>):
      before the end
      out of the file

    - Expected
    + Received

    - 2
    + 1

     ❯ failing/failing.test.ts:14:13
         12|   await db.exec(say('before the end'))
         13|   await db.exec(say('out of the file'))
         14|   expect(1).toBe(2)
           |             ^
         15| })
         16|

    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/5]⎯

     FAIL  failing/failing.test.ts > a test without a container fails
    AssertionError: expected 'alone' to be 'together' // Object.is equality

    Expected: "together"
    Received: "alone"

     ❯ failing/failing.test.ts:18:19
         16|
         17| perFile('a test without a container fails', () => {
         18|   expect('alone').toBe('together')
           |                   ^
         19| })
         20|

    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[2/5]⎯

     FAIL  failing/failing.test.ts > a test fails at each try
    Error: thrown

    Last log lines of \`db\` (busybox, <id>):
      ready
      out of the test
     ❯ failing/failing.test.ts:23:9
         21| perTest('a test fails at each try', { retry: 1 }, async ({ db }) => {
         22|   await db.exec(say('out of the test'))
         23|   throw new Error('thrown')
           |         ^
         24| })
         25|

    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[3/5]⎯

     FAIL  failing/failing.test.ts > a test fails at each try
    Error: thrown

    Last log lines of \`db\` (busybox, <id>):
      ready
      out of the test
     ❯ failing/failing.test.ts:23:9
         21| perTest('a test fails at each try', { retry: 1 }, async ({ db }) => {
         22|   await db.exec(say('out of the test'))
         23|   throw new Error('thrown')
           |         ^
         24| })
         25|

    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[4/5]⎯

     FAIL  failing/failing.test.ts > a test of the run fails
    Error: with what is shared

    Last log lines of \`<name>\` (busybox, <id>):
      ready
     ❯ failing/failing.test.ts:27:9
         25|
         26| perRun('a test of the run fails', async () => {
         27|   throw new Error('with what is shared')
           |         ^
         28| })
         29|

    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[5/5]⎯

    "
  `)
  // One per file, two tries, one per run.
  expect(created).toBe(4)
})
