import { mkdir, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { Engine } from '../../../src/api/index.ts'
import { cachePath } from '../cache.ts'
import type { EnsureToolsOptions } from '../packages.ts'
import { step } from '../progress.ts'
import { projectImages } from '../project-images.ts'
import { startTestbed } from '../testbed.ts'
import { runTests, type TestOutcome } from './run-tests.ts'
import type { RunningEngine } from './running-engine.ts'
import type { Target } from './targets.ts'

export interface TestTargetOptions extends EnsureToolsOptions {
  readonly signal: AbortSignal
  /** Files or folders of tests. */
  readonly filters: readonly string[]
  /** Let the engine stay. */
  readonly keep: boolean
}

export interface TargetResult {
  readonly target: string
  /** Such as `Docker 28.5.2`; undefined when it could not be tested. */
  readonly engine: string | undefined
  readonly apiVersion: string | undefined
  readonly outcome: TestOutcome | undefined
}

/** Starts an engine, runs the tests, stops the engine, and tells how it went. The result is below the cache folder too. */
export const testTarget = async (target: Target, options: TestTargetOptions): Promise<TargetResult> => {
  try {
    await startTestbed(projectImages.engine, options).ready
    const result = await test(target, options)
    await save(result)
    printFailures(result)
    return result
  } catch (error) {
    options.signal.throwIfAborted()
    process.stdout.write(`${target.name}: ${error instanceof Error ? error.message : error}\n`)
    return { target: target.name, engine: undefined, apiVersion: undefined, outcome: undefined }
  }
}

/** One line for each engine, and the sum. */
export const printTable = (results: readonly TargetResult[]): void => {
  const rows = results.map(({ target, engine = 'not tested', apiVersion = '', outcome }) => [
    target,
    engine,
    apiVersion,
    ...(outcome ? [`${outcome.passed} passed`, `${outcome.failed} failed`, `${outcome.seconds.toFixed(0)} s`] : []),
  ])
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const sum = (count: 'passed' | 'failed') => results.reduce((total, { outcome }) => total + (outcome?.[count] ?? 0), 0)
  const broken = results.filter(({ outcome }) => outcome === undefined).length
  const notTested = broken === 0 ? '' : `, ${broken} not tested`
  process.stdout.write(`\n${lines.join('\n')}\n${sum('passed')} passed, ${sum('failed')} failed${notTested}\n`)
}

const test = async (target: Target, { onProgress, signal, filters, keep }: TestTargetOptions) => {
  const running = await target.start({ onProgress, signal })
  try {
    const facts = await factsOf(running)
    const text = `testing ${facts.engine}, API ${facts.apiVersion}`
    const work = () => runTests(target, running, filters, signal)
    return { target: target.name, ...facts, outcome: await step(onProgress, target.name, text, work) }
  } finally {
    if (!keep) await running.stop()
  }
}

const factsOf = async ({ host }: RunningEngine) => {
  await using engine = await Engine.connect({ host })
  const { Version } = await engine.system.version()
  return { engine: `${engine.kind === 'podman' ? 'Podman' : 'Docker'} ${Version}`, apiVersion: engine.apiVersion }
}

const save = async (result: TargetResult) => {
  const folder = cachePath('engines', 'results')
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/${result.target}.json`, `${JSON.stringify(result, undefined, 2)}\n`)
}

const printFailures = ({ target, outcome }: TargetResult) => {
  if (outcome === undefined) return
  for (const { file, title, message } of outcome.failures) {
    const [first = ''] = stripVTControlCharacters(message).split('\n')
    process.stdout.write(`FAILED   ${target}  ${relative('.', file)}  ${title}\n           ${first.slice(0, 200)}\n`)
  }
}
