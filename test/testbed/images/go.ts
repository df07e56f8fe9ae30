import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { run } from '../command.ts'
import { ensureTools } from '../packages.ts'
import { debianRootfs, debianTools } from './debian-rootfs.ts'
import type { Work } from './recipe.ts'

export interface GoProgram {
  /** Package path with its version, or `.` for what is in `sources`. */
  readonly module: string
  /** Folder of a program that is no published module. */
  readonly sources?: string
  /** Lowest minor version of Go 1 that compiles it. */
  readonly goMinor: number
  /** Strings that the linker sets. */
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Compiles a program to a static binary in the target folder: with the machine's own Go, or, where that is missing or
 * too old, with the one of Debian sid in a root folder of its own.
 */
export const goInstall = async (target: string, program: GoProgram, work: Work): Promise<void> => {
  if ((await installedMinor()) < program.goMinor) return inDebian(target, program, work)
  await run('go', goArguments(program), {
    ...(program.sources !== undefined && { cwd: program.sources }),
    log: `go-${work.name}`,
    env: { GOBIN: target, CGO_ENABLED: '0' },
    // It takes minutes on every core: what has to be ready sooner goes first.
    nice: true,
    signal: work.signal,
  })
}

const installedMinor = () =>
  promisify(execFile)('go', ['env', 'GOVERSION']).then(
    ({ stdout }) => Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0),
    () => 0,
  )

const goArguments = ({ module, variables }: GoProgram) => {
  const settings = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)
  // Without debug information, which the linker would drop, and without inlining it takes a third less time.
  return ['install', '-trimpath', '-gcflags=all=-dwarf=false -l', `-ldflags=-s -w ${settings.join(' ')}`, module]
}

const inDebian = async (target: string, program: GoProgram, work: Work) => {
  await ensureTools(debianTools, work)
  const sources = program.sources === undefined ? '' : '-C /root/sources'
  const command = goArguments(program).map((argument) => `'${argument}'`)
  await debianRootfs(
    '/dev/null',
    {
      suite: 'sid',
      variant: 'essential',
      include: ['golang-go', 'ca-certificates'],
      hooks: [
        // What this machine trusts is trusted there too.
        'test ! -f /etc/ssl/certs/ca-certificates.crt || cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"',
        ...(program.sources === undefined ? [] : [`cp -r '${program.sources}' "$1/root/sources"`]),
        `nice -n 10 chroot "$1" env HOME=/root GOBIN=/srv CGO_ENABLED=0 go ${sources} ${command.join(' ')}`,
        `cp "$1"/srv/* '${join(target, '.')}'`,
      ],
    },
    work,
  )
}
