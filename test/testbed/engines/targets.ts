import { ensureEngine } from '../engine.ts'
import type { EnsureToolsOptions } from '../packages.ts'
import { startDocker } from './docker.ts'
import { buildDockerd } from './docker-29.ts'
import { dockerSid, dockerTrixie } from './docker-images.ts'
import { startPodman } from './podman.ts'
import { podmanBookworm, podmanSid } from './podman-images.ts'
import type { RunningEngine } from './running-engine.ts'
import { startDockerBehindSsh } from './ssh.ts'

/** An engine to test against, and the road to it. */
export interface Target {
  readonly name: string
  readonly about: string
  /** Only when it is named: it takes minutes to make. */
  readonly isSlow?: boolean
  /** One test file at a time: what it counts and prunes fails when something else goes away meanwhile. */
  readonly isFragile?: boolean
  readonly start: (options: EnsureToolsOptions) => Promise<RunningEngine>
}

export const targets: readonly Target[] = [
  {
    name: 'testbed',
    about: 'the engine of all other tests: Docker 20.10 where there was none before',
    start: async (options) => {
      const { host } = await ensureEngine(options)
      return { host, env: { DOCKER_HOST: host }, prefix: [], stop: async () => false }
    },
  },
  {
    name: 'docker-26',
    about: 'Docker 26.1, of Debian trixie',
    start: (options) => startDocker({ name: 'docker-26', image: dockerTrixie }, options),
  },
  {
    name: 'docker-28',
    about: 'Docker 28.5, of Debian sid',
    start: (options) => startDocker({ name: 'docker-28', image: dockerSid }, options),
  },
  {
    name: 'docker-28-tls',
    about: 'the same, over TLS',
    start: (options) => startDocker({ name: 'docker-28-tls', image: dockerSid, tls: true }, options),
  },
  {
    name: 'docker-28-ssh',
    about: 'the same, through ssh and the docker CLI at its far end',
    start: (options) => startDockerBehindSsh({ name: 'docker-28-ssh', image: dockerSid }, options),
  },
  {
    name: 'docker-29',
    about: 'Docker 29, compiled from its Go module',
    isSlow: true,
    start: async (options) =>
      startDocker({ name: 'docker-29', image: dockerSid, dockerd: await buildDockerd(options) }, options),
  },
  {
    name: 'podman-4',
    about: 'Podman 4.3, of Debian bookworm',
    isFragile: true,
    start: (options) => startPodman({ name: 'podman-4', image: podmanBookworm }, options),
  },
  {
    name: 'podman-5',
    about: 'Podman 5.8, of Debian sid',
    isFragile: true,
    start: (options) => startPodman({ name: 'podman-5', image: podmanSid }, options),
  },
]

/** @throws Error that names those there are */
export const targetOf = (name: string): Target => {
  const target = targets.find((one) => one.name === name)
  if (target) return target
  throw new Error(`There is no engine \`${name}\`. Known: ${targets.map((one) => one.name).join(', ')}`)
}
