import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cachePath } from './cache.ts'
import { ping } from './engine-images.ts'

/** Where our own engine listens, when we have to start one. */
export const privateHost = (): string => `unix://${cachePath('engine', 'docker.sock')}`

export interface EngineSearch {
  /** The first engine that answered. */
  readonly host?: string
  /** What was tried before it, each with the reason why it is not usable. */
  readonly tried: readonly string[]
}

/** Looks for an engine that answers: where DOCKER_HOST says, else at the usual sockets. */
export const findEngine = async (): Promise<EngineSearch> => {
  const tried: string[] = []
  for (const host of process.env.DOCKER_HOST ? [process.env.DOCKER_HOST] : usualHosts()) {
    const problem = await problemWith(host)
    if (problem === undefined) return { host, tried }
    tried.push(`${host}: ${problem}`)
  }
  return { tried }
}

const usualHosts = () => [
  'unix:///var/run/docker.sock',
  ...(process.env.XDG_RUNTIME_DIR ? [`unix://${join(process.env.XDG_RUNTIME_DIR, 'docker.sock')}`] : []),
  `unix://${join(homedir(), '.docker', 'run', 'docker.sock')}`,
  privateHost(),
]

const problemWith = async (host: string) => {
  if (host.startsWith('unix://') && !existsSync(host.slice('unix://'.length))) return 'no such socket'
  try {
    await ping(host, AbortSignal.timeout(2_000))
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
