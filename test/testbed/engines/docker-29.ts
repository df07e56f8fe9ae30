import { join } from 'node:path'
import { goInstall } from '../images/go.ts'
import { kept } from '../kept.ts'
import type { EnsureToolsOptions } from '../packages.ts'
import { step } from '../progress.ts'

/** Compiles dockerd, once. @returns the path of the binary */
export const buildDockerd = async ({ onProgress, signal }: EnsureToolsOptions): Promise<string> => {
  const work = { name: 'dockerd', onProgress, signal }
  const build = (target: string) => goInstall(target, program, work)
  const folder = await kept(
    'dockerd',
    VERSION,
    (target) => step(onProgress, 'dockerd', 'compiling', () => build(target)),
    signal,
  )
  return join(folder, 'dockerd')
}

const VERSION = 'v2.0.0-beta.24'

const program = {
  module: `github.com/moby/moby/v2/cmd/dockerd@${VERSION}`,
  goMinor: 25,
  // The module says 2.0; the engine that is made of it calls itself 29.
  variables: { 'github.com/moby/moby/v2/dockerversion.Version': '29.0.0-beta.24' },
}
