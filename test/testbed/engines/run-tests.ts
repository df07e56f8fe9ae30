import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { cachePath } from '../cache.ts'
import { logPath, tail } from '../command.ts'
import type { RunningEngine } from './running-engine.ts'
import type { Target } from './targets.ts'

export interface TestOutcome {
  readonly passed: number
  readonly failed: number
  readonly seconds: number
  readonly failures: readonly Failure[]
}

export interface Failure {
  readonly file: string
  readonly title: string
  readonly message: string
}

/**
 * Runs the engine tests with an engine of their own.
 *
 * @param filters files or folders. @default all
 * @throws Error with the last lines of the output when no test was run
 */
export const runTests = async (
  { name, isFragile = false }: Target,
  { host, env, prefix }: RunningEngine,
  filters: readonly string[],
  signal: AbortSignal,
): Promise<TestOutcome> => {
  const report = cachePath('engines', 'results', `${name}.vitest.json`)
  await mkdir(dirname(report), { recursive: true })
  await rm(report, { force: true })
  const log = await logPath(`tests-${name}`)
  const start = performance.now()
  const exitCode = await ended(
    [...prefix, process.execPath, ...vitest(report, isFragile), ...filters],
    { SLIPWAY_ENGINE_SOCKET: host, ...env },
    log,
    signal,
  )
  const seconds = (performance.now() - start) / 1000
  const text = await readFile(report, 'utf8').catch(() => undefined)
  const counts = text === undefined ? { passed: 0, failed: 0, failures: [] } : read(JSON.parse(text))
  if (counts.passed + counts.failed === 0) throw new Error(`No test was run.\n${await tail(log)}`)
  if (exitCode === 0 || counts.failed > 0) return { ...counts, seconds }
  // Such as a rejection that nobody awaits: it is in no test of the report.
  const failure = { file: log, title: `no test failed, but vitest ended with ${exitCode}`, message: await tail(log) }
  return { ...counts, failed: 1, failures: [failure], seconds }
}

const vitest = (report: string, isFragile: boolean) => [
  'node_modules/vitest/vitest.mjs',
  ...[
    'run',
    '--project',
    'engine',
    '--project',
    'swarm',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  ...(isFragile ? ['--no-file-parallelism'] : []),
]

const ended = async (
  [program = '', ...args]: string[],
  env: RunningEngine['env'],
  log: string,
  signal: AbortSignal,
): Promise<number | null> => {
  const output = openSync(log, 'w')
  // What names another engine on this machine must not reach the tests.
  const { DOCKER_HOST: _, DOCKER_CONTEXT: __, DOCKER_TLS_VERIFY: ___, DOCKER_CERT_PATH: ____, ...rest } = process.env
  const child = spawn(program, args, { env: { ...rest, NO_COLOR: '1', ...env }, stdio: ['ignore', output, output] })
  closeSync(output)
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  try {
    const [exitCode] = await once(child, 'close')
    signal.throwIfAborted()
    return exitCode
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
}

const read = ({ testResults }: Report): Omit<TestOutcome, 'seconds'> => {
  const tests = testResults.flatMap((file) => {
    // What an engine cannot have, such as one that may be killed, is left out by the test itself.
    const run = file.assertionResults.filter(({ status }) => status !== 'skipped' && status !== 'pending')
    const tests = run.map(({ status, fullName, failureMessages }) => ({
      file: file.name,
      title: fullName,
      isPassed: status === 'passed',
      message: (failureMessages ?? []).join('\n'),
    }))
    // A file that could not even be read has no tests: it counts as one that failed.
    const isBroken = file.status === 'failed' && tests.every(({ isPassed }) => isPassed)
    return isBroken
      ? [...tests, { file: file.name, title: 'the file itself', isPassed: false, message: file.message }]
      : tests
  })
  const failures = tests
    .filter(({ isPassed }) => !isPassed)
    .map(({ file, title, message }) => ({ file, title, message }))
  return { passed: tests.length - failures.length, failed: failures.length, failures }
}
