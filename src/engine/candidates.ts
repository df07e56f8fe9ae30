import { homedir } from 'node:os'
import { join } from 'node:path'

/** A place where an engine may listen, and why it is looked for there. */
export interface Candidate {
  readonly host: string
  readonly source: string
}

/** The places to try, in order. A DOCKER_HOST that is set is the only one: a wrong setting must not be papered over. */
export const candidates = (env: NodeJS.ProcessEnv = process.env, home: string = homedir()): readonly Candidate[] => {
  if (env.DOCKER_HOST) return [{ host: env.DOCKER_HOST, source: 'DOCKER_HOST' }]
  const runtimeDir = env.XDG_RUNTIME_DIR
  return [
    { host: 'unix:///var/run/docker.sock', source: 'Docker' },
    ...(runtimeDir ? [{ host: socket(runtimeDir, 'docker.sock'), source: 'rootless Docker' }] : []),
    { host: socket(home, '.docker/run/docker.sock'), source: 'Docker Desktop' },
    { host: socket(home, '.colima/default/docker.sock'), source: 'Colima' },
    { host: socket(home, '.orbstack/run/docker.sock'), source: 'OrbStack' },
    { host: socket(home, '.rd/docker.sock'), source: 'Rancher Desktop' },
    ...(runtimeDir ? [{ host: socket(runtimeDir, 'podman/podman.sock'), source: 'rootless Podman' }] : []),
    { host: 'unix:///run/podman/podman.sock', source: 'Podman' },
  ]
}

const socket = (folder: string, name: string): string => `unix://${join(folder, name)}`
