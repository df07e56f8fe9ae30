import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Surroundings } from './surroundings.ts'

/** Where an engine listens when nobody has said anything else. */
export interface KnownSocket {
  readonly host: string
  /** The engine that listens there. */
  readonly source: string
}

/** The sockets of the usual engines, most usual first. They need not exist; those that engines name freely do. */
export const knownSockets = async (where: Surroundings): Promise<readonly KnownSocket[]> => {
  if (where.platform === 'win32') return pipes
  const { env, home, platform } = where
  const found = await Promise.all([
    single('Docker', '/var/run/docker.sock'),
    inRuntimeFolder(where, 'rootless Docker', 'docker.sock'),
    // Rootless Docker takes this folder where the system gives it none.
    single(platform === 'darwin' ? 'Docker Desktop' : 'rootless Docker', join(home, '.docker', 'run', 'docker.sock')),
    platform === 'darwin' ? [] : single('Docker Desktop', join(home, '.docker', 'desktop', 'docker.sock')),
    colima(where),
    platform === 'darwin' ? single('OrbStack', join(home, '.orbstack', 'run', 'docker.sock')) : [],
    single('Rancher Desktop', join(home, '.rd', 'docker.sock')),
    each('Lima', env.LIMA_HOME || join(home, '.lima'), join('sock', 'docker.sock')),
    inRuntimeFolder(where, 'rootless Podman', join('podman', 'podman.sock')),
    platform === 'linux' ? single('Podman', '/run/podman/podman.sock') : [],
    podmanMachines(where),
  ])
  return found.flat()
}

/** What the docker CLI takes for granted. */
export const defaultHost = (platform: NodeJS.Platform): string =>
  platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock'

const pipes: readonly KnownSocket[] = [
  { source: 'Docker', host: 'npipe:////./pipe/docker_engine' },
  { source: 'Docker Desktop', host: 'npipe:////./pipe/dockerDesktopLinuxEngine' },
  { source: 'Podman machine', host: 'npipe:////./pipe/podman-machine-default' },
]

const single = (source: string, path: string): readonly KnownSocket[] => [{ source, host: `unix://${path}` }]

const runtimeFolder = ({ env, platform, uid }: Surroundings): string | undefined =>
  env.XDG_RUNTIME_DIR || (platform === 'linux' && uid !== undefined ? `/run/user/${uid}` : undefined)

const inRuntimeFolder = (where: Surroundings, source: string, name: string): readonly KnownSocket[] => {
  const folder = runtimeFolder(where)
  return folder === undefined ? [] : single(source, join(folder, name))
}

// Its folder has moved; an older one stays in use where it exists. Profiles are folders in it.
const colima = async ({ env, home }: Surroundings): Promise<readonly KnownSocket[]> => {
  const usual = join(home, '.colima')
  const xdg = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'colima')
  const folders = env.COLIMA_HOME ? [env.COLIMA_HOME] : [usual, xdg]
  const profiles = await Promise.all(folders.map((folder) => each('Colima', folder, 'docker.sock')))
  const first = single('Colima', join(folders[0] ?? usual, 'default', 'docker.sock'))
  const others = profiles.flat().filter(({ host }) => host !== first[0]?.host)
  return [...first, ...others]
}

const podmanMachines = async (where: Surroundings): Promise<readonly KnownSocket[]> => {
  const machines = join(where.home, '.local', 'share', 'containers', 'podman', 'machine')
  const temporary = where.platform === 'darwin' ? where.env.TMPDIR : runtimeFolder(where)
  const named = temporary === undefined ? [] : await filesIn(join(temporary, 'podman'), /-api\.sock$/)
  return [
    ...single('Podman machine', join(machines, 'podman.sock')),
    ...(await each('Podman machine', machines, 'podman.sock')),
    ...named.flatMap((path) => single('Podman machine', path)),
  ]
}

/** The sockets of this name one folder below, where they exist. */
const each = async (engine: string, folder: string, name: string): Promise<readonly KnownSocket[]> => {
  const sockets = await Promise.all(
    (await filesIn(folder)).map(async (below) => ((await exists(join(below, name))) ? [below] : [])),
  )
  return sockets.flat().map((below) => ({
    source: `${engine} \`${below.slice(folder.length + 1)}\``,
    host: `unix://${join(below, name)}`,
  }))
}

// These places are guesses: one that cannot be looked into is not there.
const filesIn = async (folder: string, pattern = /^[^_.]/): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(folder, name))
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
