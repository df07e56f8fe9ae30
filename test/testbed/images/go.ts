import { run } from '../command.ts'
import type { Tool } from '../packages.ts'
import type { Work } from './recipe.ts'

export interface GoProgram {
  /** Package path with its version. */
  readonly module: string
  /** Strings that the linker sets. */
  readonly variables: Readonly<Record<string, string>>
}

export const goTools: readonly Tool[] = [{ program: 'go', package: 'golang-go' }]

/** Compiles a program from the Go modules that the machine's own Go configuration reaches, as a static binary. */
export const goInstall = async (target: string, { module, variables }: GoProgram, work: Work): Promise<void> => {
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)
  await run(
    'go',
    // Without debug information, which the linker would drop, and without inlining it takes a third less time.
    ['install', '-trimpath', '-gcflags=all=-dwarf=false -l', `-ldflags=-s -w ${set.join(' ')}`, module],
    {
      log: `go-${work.name}`,
      env: { GOBIN: target, CGO_ENABLED: '0' },
      // It takes minutes on every core: what has to be ready sooner goes first.
      nice: true,
      timeoutMs: 30 * 60_000,
      signal: work.signal,
    },
  )
}
