import { expect, test } from 'vitest'
import { nodeVersions } from './support/node-programs.ts'
import { idsOf, runSample, withoutNames } from './support/run-sample.ts'

const versions = Object.keys(nodeVersions)
const passing = ['file-a', 'file-b', 'run-a', 'run-b'].map((name) => `passing/${name}.test.js`)
const failing = ['file', 'run'].map((name) => `failing/${name}.test.js`)

test.for(versions)('Node %s: a container per file and run, with two processes', async (node) => {
  const run = await runSample('node-test', ['run.js', ...passing], { part: 'passing', node })
  expect(run.output).toMatch(/^ℹ pass 6$/m)
  expect(run.exitCode).toBe(0)
  expect([idsOf(run, 'file').length, idsOf(run, 'run').length]).toEqual([2, 1])
  expect(new Set(run.notes.map(({ pid }) => pid)).size).toBe(4)
  expect(run.created).toBe(3)
})

test('Node 24 starts and stops what is for the run by itself', async () => {
  const args = ['--test', '--test-global-setup=./containers.js', '--test-reporter=spec', ...passing]
  const run = await runSample('node-test', args, { part: 'passing', node: '24' })
  expect(run.output).toMatch(/^ℹ pass 6$/m)
  expect(run.exitCode).toBe(0)
  expect(idsOf(run, 'run')).toHaveLength(1)
  expect(run.created).toBe(3)
})

test.for(versions)('Node %s: nothing is left of a test whose time is over, and of one that exits', async (node) => {
  const files = ['exit', 'timeout'].map((name) => `ending/${name}.test.js`)
  const { output, exitCode, created } = await runSample('node-test', ['run.js', ...files], { part: 'ending', node })
  expect(output).toMatch(/^ℹ fail 1$/m)
  expect(output).toMatch(/^ℹ cancelled 1$/m)
  expect(exitCode).toBe(1)
  expect(created).toBe(4)
})

test.for(versions)('Node %s: the last lines of containers stand below the error of a test that fails', async (node) => {
  const { output, exitCode } = await runSample('node-test', ['run.js', ...failing], { part: 'failing', node })
  expect(exitCode).toBe(1)
  const report = withoutNames(output.slice(output.indexOf('✖ failing tests:'))).replaceAll(/^ +at .*\n/gm, '')
  expect(report.slice(0, report.indexOf('generatedMessage'))).toMatchInlineSnapshot(`
    "✖ failing tests:

    test at failing/file.test.js:8:1
    ✖ a test of the file fails (<time>)
      AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:
      
      1 !== 2
      
      
      Last log lines of \`<name>\` (busybox, <id>):
        before the end
        out of the file
        "
  `)
})
