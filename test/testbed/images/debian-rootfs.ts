import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { run } from '../command.ts'
import type { Tool } from '../packages.ts'
import type { Work } from './recipe.ts'

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

export interface DebianRootfs {
  readonly suite: 'bookworm' | 'trixie' | 'sid'
  /** Which packages besides the included ones, in mmdebstrap's terms. */
  readonly variant: 'minbase' | 'essential'
  readonly include?: readonly string[]
  /** Files that are not unpacked, beside manuals and translations. */
  readonly exclude?: readonly string[]
  /** Shell commands that run after the installation, with the root folder as `$1`. */
  readonly hooks?: readonly string[]
}

export const debianTools: readonly Tool[] = [
  { program: 'mmdebstrap', package: 'mmdebstrap' },
  { program: KEYRING, package: 'debian-archive-keyring' },
]

/** Makes a Debian root file system as a tar file, from the mirror that this machine's apt uses. */
export const debianRootfs = async (target: string, options: DebianRootfs, work: Work): Promise<void> => {
  const excluded = [...documentation, ...(options.exclude ?? [])].map((path) => `--dpkgopt=path-exclude=${path}`)
  await run(
    'mmdebstrap',
    [
      ...['--mode=root', `--variant=${options.variant}`, `--keyring=${KEYRING}`],
      ...excluded,
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      // A mirror may keep a frozen copy of sid, whose Release file is past its date. The signature is still verified.
      ...(options.suite === 'sid' ? ['--aptopt=Acquire::Check-Valid-Until "false"'] : []),
      ...(options.include ? [`--include=${options.include.join(',')}`] : []),
      // Manuals are left out, but some packages link into their folder and fail without it.
      '--essential-hook=mkdir -p "$1/usr/share/man/man1"',
      ...(options.hooks ?? []).map((hook) => `--customize-hook=${hook}`),
      ...[options.suite, target],
      ...(await debianMirror()),
    ],
    { log: `mmdebstrap-${work.name}`, signal: work.signal },
  )
}

// No mirror is named here: on another system than Debian, mmdebstrap's own default is taken.
const debianMirror = async () => {
  if (!/^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))) return []
  const { stdout } = await promisify(execFile)('apt-get', [
    'indextargets',
    '--format',
    '$(SITE)',
    'Created-By: Packages',
  ])
  return stdout
    .split('\n')
    .filter((site) => site !== '' && !site.includes('security'))
    .slice(0, 1)
}

const documentation = ['man', 'info', 'doc', 'locale', 'lintian', 'bug', 'bash-completion'].map(
  (name) => `/usr/share/${name}/*`,
)
