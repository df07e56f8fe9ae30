import { expect, test } from 'vitest'
import { nodeVersions } from './support/node-programs.ts'
import { idsOf, programOf, runSample, withoutNames } from './support/run-sample.ts'

const jest = (part: string, node?: string, ...options: readonly string[]) =>
  runSample('jest', [...options, programOf('jest/bin/jest.js')], { part, node })

test.for(Object.keys(nodeVersions))('Node %s: a container per file and run, with two workers', async (node) => {
  const run = await jest('passing', node)
  expect(run.output).toContain('Tests:       8 passed, 8 total')
  expect(run.exitCode).toBe(0)
  expect([idsOf(run, 'file').length, idsOf(run, 'run').length]).toEqual([2, 1])
  expect(run.created).toBe(3)
})

test('Jest finds no handle that keeps it from ending', async () => {
  const { output, exitCode } = await runSample('jest', [programOf('jest/bin/jest.js'), '--detectOpenHandles'], {
    part: 'passing',
  })
  expect(output).toContain('Tests:       8 passed, 8 total')
  expect(output).not.toContain('open handle')
  expect(exitCode).toBe(0)
})

test('files that are modules have their containers too', async () => {
  const run = await jest('esm', undefined, '--experimental-vm-modules')
  expect(run.output).toContain('Tests:       1 passed, 1 total')
  expect(run.exitCode).toBe(0)
  expect([idsOf(run, 'file').length, idsOf(run, 'run').length]).toEqual([1, 1])
  expect(run.created).toBe(2)
})

test('a container per worker goes when the worker ends', async () => {
  const run = await jest('worker')
  expect(run.output).toContain('Tests:       4 passed, 4 total')
  expect(run.exitCode).toBe(0)
  const workers = new Set(run.notes.map(({ pid }) => pid))
  expect([workers.size, idsOf(run, 'worker').length]).toEqual([2, 2])
  // One for the run.
  expect(run.created).toBe(3)
})

test('all files of a worker share one watchdog', async () => {
  const { output, exitCode } = await jest('many')
  expect(output.match(/watchdogs: \d+/g)).toEqual(new Array(4).fill('watchdogs: 1'))
  expect(exitCode).toBe(0)
})

// Jest runs a file four times whose worker ends.
test.for([
  ['and of one that exits, with workers', [], 7],
  ['without workers', ['--runInBand', 'ending/timeout'], 3],
] as const)('nothing is left of a test whose time is over, %s', async ([, options, containers]) => {
  const args = [programOf('jest/bin/jest.js'), ...options]
  const { output, exitCode, created } = await runSample('jest', args, { part: 'ending' })
  expect(output).toContain('Exceeded timeout of 1000 ms')
  expect(exitCode).toBe(1)
  expect(created).toBe(containers)
})

test('the last lines of containers stand below the error of a test that fails', async () => {
  const { output, exitCode } = await jest('failing')
  expect(exitCode).toBe(1)
  expect(reportOf('file', output)).toMatchInlineSnapshot(`
    "FAIL failing/file.test.js
      ● a test of the file fails

        expect(received).toBe(expected) // Object.is equality

        Expected: 2
        Received: 1

        Last log lines of \`<name>\` (busybox, <id>):
          before the end
          out of the file


          at Object.toBe (failing/file.test.js:9:13)

    "
  `)
  expect(reportOf('worker', output)).toMatchInlineSnapshot(`
    "FAIL failing/worker.test.js
      ● a test of the worker fails

        expect(received).toBe(expected) // Object.is equality

        Expected: "that"
        Received: "this"

        Last log lines of \`db\` (busybox, <id>):
          ready
          out of the worker


          at Object.toBe (failing/worker.test.js:8:18)

    "
  `)
  expect(reportOf('run', output)).toMatchInlineSnapshot(`
    "FAIL failing/run.test.js
      ● a test of the run fails

        with what is shared

        Last log lines of \`<name>\` (busybox, <id>):
          ready


          at Object.<anonymous> (failing/run.test.js:6:9)

    "
  `)
})

/** What Jest reports of one file, without the lines of code and the time, which it names when it was long. Files come in any order. */
const reportOf = (file: string, output: string): string =>
  (
    withoutNames(output)
      .split(/^(?=FAIL |Test Suites:)/m)
      .find((part) => part.startsWith(`FAIL failing/${file}.test.js`)) ?? ''
  )
    .replaceAll(/^ *>? *\d* \|.*\n/gm, '')
    .replace(/^(FAIL .*) \(.*\)$/m, '$1')
