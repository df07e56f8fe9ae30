import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.ts'
import { type EnsureToolsOptions, ensureTools } from '../packages.ts'
import type { DockerOptions } from './docker.ts'
import { startDocker } from './docker.ts'
import { engineFolder } from './nested-engine.ts'
import type { RunningEngine } from './running-engine.ts'

/** Starts a Docker engine in a container, and an ssh server beside it: the road that is tested ends at the docker CLI there. */
export const startDockerBehindSsh = async (
  docker: DockerOptions,
  options: EnsureToolsOptions,
): Promise<RunningEngine> => {
  await ensureTools([{ program: 'ssh', package: 'openssh-client' }], options)
  const folder = engineFolder(docker.name, 'ssh')
  await mkdir(folder, { recursive: true })
  await makeKey(folder)
  const engine = await startDocker({ ...docker, before: sshServer }, options)
  const bin = await writeClient(folder)
  return {
    ...engine,
    env: { ...engine.env, DOCKER_HOST: `ssh://root@127.0.0.1:${SSH_PORT}`, PATH: `${bin}:${process.env.PATH}` },
  }
}

const SSH_PORT = 2222

// Whoever has the key may come in.
const sshServer = `
mkdir -p /run/sshd
ssh-keygen -A >/dev/null
/usr/sbin/sshd -f /dev/null -p ${SSH_PORT} -o ListenAddress=127.0.0.1 -o UsePAM=no -o StrictModes=no \\
  -o AuthorizedKeysFile=/engine/ssh/key.pub -o MaxSessions=100 -o MaxStartups=100
`

const makeKey = async (folder: string) => {
  await rm(join(folder, 'key'), { force: true })
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')], { log: 'ssh-keygen' })
}

// OpenSSH finds its configuration by the user's entry in /etc/passwd, not by HOME: a wrapper brings ours.
const writeClient = async (folder: string) => {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  const options = [
    `IdentityFile=${folder}/key`,
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
  ]
  // A handshake for each of some thousand connections would take minutes: those after the first to the same port share its own.
  options.push('ControlMaster=auto', `ControlPath=${folder}/%p`, 'ControlPersist=60')
  const args = ['-F', '/dev/null', '-o', 'LogLevel=ERROR', ...options.flatMap((option) => ['-o', option])]
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nPATH=\${PATH#*:} exec ssh ${args.join(' ')} "$@"\n`)
  await chmod(join(bin, 'ssh'), 0o755)
  return bin
}
