import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cachePath } from './cache.ts'

export interface CommandOptions {
  /** Name of the log file that takes the output. */
  readonly log: string
  readonly cwd?: string
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** Gives way to others on the same cores. @default false */
  readonly nice?: boolean
  /** @default 15 minutes */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a program to its end, with its output in a log file below the cache folder.
 *
 * @throws Error with the last lines of the log when the exit code is not 0, or when the time is over
 */
export const run = async (program: string, args: readonly string[], options: CommandOptions): Promise<void> => {
  const log = await logPath(options.log)
  const limit = AbortSignal.timeout(options.timeoutMs ?? 15 * 60_000)
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit
  const output = openSync(log, 'w')
  try {
    const outcome = await finished(options.nice ? ['nice', '-n', '10', program, ...args] : [program, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', output, output],
      signal,
    })
    if (outcome !== 'exit code 0') throw new Error(`\`${program}\` ended with ${outcome}.\n${await tail(log)}`)
  } finally {
    closeSync(output)
  }
}

/** The last lines of a log file, and where it is. */
export const tail = async (log: string, lines = 20): Promise<string> => {
  const text = await readFile(log, 'utf8').catch(() => '')
  const last = text.trimEnd().split('\n').slice(-lines)
  return `Last lines of ${log}:\n${last.map((line) => line.slice(0, 300)).join('\n')}`
}

export const logPath = async (name: string): Promise<string> => {
  await mkdir(cachePath('logs'), { recursive: true })
  return join(cachePath('logs'), `${name.replaceAll(/[^\w.-]+/g, '-')}.log`)
}

const finished = ([program = '', ...args]: string[], options: Parameters<typeof spawn>[2]) =>
  new Promise<string>((resolve, reject) => {
    const child = spawn(program, args, options)
    child.once('error', reject)
    child.once('close', (code, killedBy) => resolve(killedBy ? `signal ${killedBy}` : `exit code ${code}`))
  })
