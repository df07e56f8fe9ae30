import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { vi } from 'vitest'
import { engineSocket } from './engine-socket.ts'

export interface ProgramOnPath extends AsyncDisposable {
  /** What the program appended to the file that CALLS names. */
  calls(): Promise<string>
}

/** Puts a program of a few lines of JavaScript before everything else on PATH, until it is disposed. */
export const programOnPath = async (name: string, program: string): Promise<ProgramOnPath> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-'))
  const calls = join(folder, 'calls')
  await writeFile(join(folder, name), `#!${process.execPath}\n${program}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
  vi.stubEnv('CALLS', calls)
  return {
    calls: () => readFile(calls, 'utf8').catch(() => ''),
    [Symbol.asyncDispose]: async () => {
      vi.unstubAllEnvs()
      await rm(folder, { recursive: true })
    },
  }
}

/** Stands in for `ssh` to a machine whose engine is the one of this test: notes how it was called, and passes bytes on. */
export const sshToOurEngine = (): Promise<ProgramOnPath> =>
  programOnPath(
    'ssh',
    `require('node:fs').appendFileSync(process.env.CALLS, JSON.stringify(process.argv.slice(2)) + '\\n')
    const socket = require('node:net').connect({ path: ${JSON.stringify(engineSocket())}, allowHalfOpen: true })
    process.stdin.pipe(socket).pipe(process.stdout)`,
  )
