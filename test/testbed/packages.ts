import { readdirSync } from 'node:fs'
import { type CommandOptions, run } from './command.ts'
import { hasProgram, whyNotInstall } from './machine.ts'
import { type OnProgress, step } from './progress.ts'

/** A program that must be there, and the distribution's package that brings it. */
export interface Tool {
  /** A name, or the absolute path of any file. */
  readonly program: string
  readonly package: string
}

export interface EnsureToolsOptions {
  readonly onProgress?: OnProgress | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Installs the packages of those programs that are missing, one installation at a time.
 *
 * @throws Error that names the packages, where they cannot be installed by us
 */
export const ensureTools = (tools: readonly Tool[], { onProgress, signal }: EnsureToolsOptions): Promise<void> => {
  const result = queue.then(async () => {
    const missing = tools.filter((tool) => !hasProgram(tool.program)).map((tool) => tool.package)
    if (missing.length === 0) return
    const problem = whyNotInstall()
    const names = missing.join(' ')
    if (problem !== undefined) {
      throw new Error(
        `\`${tools[0]?.program}\` and its companions are not all installed, and ${problem}. Install these packages: ${names}`,
      )
    }
    await step(onProgress, 'packages', `installing ${names}`, () => install(missing, signal))
  })
  queue = result.catch(() => undefined)
  return result
}

let queue: Promise<void> = Promise.resolve()

const install = async (packages: readonly string[], signal: AbortSignal | undefined) => {
  const apt = (log: string, ...args: string[]) => run('apt-get', ['-q', ...patience, ...args], aptOptions(log, signal))
  const fromLists = () => apt(`install-${packages[0]}`, 'install', '-y', '--no-install-recommends', ...packages)
  if (
    hasPackageLists() &&
    (await fromLists().then(
      () => true,
      () => false,
    ))
  )
    return
  await apt('apt-update', 'update')
  await fromLists()
}

// Somebody else's installation is waited for, and a mirror may fail once.
const patience = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3']

const aptOptions = (log: string, signal: AbortSignal | undefined): CommandOptions => ({
  log,
  env: { DEBIAN_FRONTEND: 'noninteractive' },
  signal,
})

const hasPackageLists = () => {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'))
  } catch {
    return false
  }
}
