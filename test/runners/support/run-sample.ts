import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { expect, inject } from 'vitest'
import { Engine } from '../../../src/api/index.ts'

/** What a test of a sample project has written down. */
export interface Note {
  readonly pid: number
  readonly scope: string
  readonly file?: string
  readonly id: string
}

export interface SampleRun {
  readonly exitCode: number | null
  /** What a person sees, without colours. */
  readonly output: string
  readonly notes: readonly Note[]
  /** How many containers were created for it. */
  readonly created: number
}

export interface SampleOptions {
  /** The folder with the tests. */
  readonly part: string
  /** First number of the version of Node. @default that of this process */
  readonly node?: string | undefined
}

// A variable of the containers, which no report may show.
const canary = `canary${randomUUID()}`

/** Runs a runner on its sample project, and waits until nothing of it is left. */
export const runSample = async (
  sample: string,
  args: readonly string[],
  { part, node }: SampleOptions,
): Promise<SampleRun> => {
  await using engine = await Engine.connect()
  const label = randomUUID()
  await using lives = await countLives(engine, label)
  const notes = join(inject('consumer'), `${label}.notes`)
  const child = spawn((node && inject('nodes')[node]) || process.execPath, args, {
    cwd: join(inject('consumer'), sample),
    env: {
      ...ownEnvironment(),
      SAMPLE_PART: part,
      SAMPLE: label,
      SAMPLE_NOTES: notes,
      SAMPLE_CANARY: canary,
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [outputs, [exitCode]] = await Promise.all([
    Promise.all([text(child.stdout), text(child.stderr)]),
    once(child, 'close'),
  ])
  expect(outputs.join('')).not.toContain(canary)
  // What lives as long as a worker goes when the watchdog has seen it end.
  await expect.poll(() => lives.destroyed, { timeout: 15_000 }).toBe(lives.created)
  return {
    exitCode,
    output: stripVTControlCharacters(outputs.join('')),
    notes: (await readFile(notes, 'utf8').catch(() => ''))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    created: lives.created,
  }
}

/** Which containers were given to the tests of a scope. */
export const idsOf = ({ notes }: SampleRun, scope: string): readonly string[] => [
  ...new Set(notes.filter((note) => note.scope === scope).map(({ id }) => id)),
]

/** The program of an npm package that the samples have. */
export const programOf = (path: string): string => join(inject('consumer'), 'node_modules', path)

/** What a person sees, without the names and ids that the engine chose and the times that it took. */
export const withoutNames = (output: string): string =>
  output
    .replaceAll(/busybox, \w{12}/g, 'busybox, <id>')
    .replaceAll(/`[a-z]+_[a-z]+`/g, '`<name>`')
    .replaceAll(/\([\d.]+ m?s\)|\([\d.]+ms\)/g, '(<time>)')

/** Counts what is created and destroyed with the label. */
const countLives = async (engine: Engine, label: string) => {
  const filters = { type: ['container'] as const, label: [`slipway.sample=${label}`] }
  const watching = new AbortController()
  const events = await engine.system.openEvents({ filters, signal: watching.signal })
  const lives = {
    created: 0,
    destroyed: 0,
    [Symbol.asyncDispose]: async () => {
      watching.abort()
      await counted.catch(() => {})
    },
  }
  const count = async () => {
    for await (const { Action } of events) {
      if (Action === 'create') lives.created++
      if (Action === 'destroy') lives.destroyed++
    }
  }
  const counted = count()
  return lives
}

/** That of this process without what its own runner has put there. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST.*|TEST|NODE_ENV|MODE|DEV|PROD|SSR|BASE_URL)$/.test(name)),
  )
