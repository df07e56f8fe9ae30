import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { dockerdPid, moveMirror, startDockerd } from './dockerd.ts'
import { findEngine, privateHost } from './find-engine.ts'
import { withLock } from './lock.ts'
import { hasProgram, whyNotInstall } from './machine.ts'
import { type EnsureToolsOptions, ensureTools } from './packages.ts'
import { step } from './progress.ts'
import { ensureRegistries } from './registry.ts'

export interface TestEngine {
  /** For DOCKER_HOST and for connect(). */
  readonly host: string
  /** Whether it is the one that the test bed started: then the local registry is its mirror. */
  readonly isOurs: boolean
}

export interface EnsureEngineOptions extends EnsureToolsOptions {
  /** Called when one is going to be installed, which takes a while; starting an installed one does not. */
  readonly onInstall?: () => void
}

/**
 * An engine for tests: the one that can be reached, else one from the distribution's packages on a private socket.
 *
 * @throws Error that says what was tried and what to install, where none can be had
 */
export const ensureEngine = async (options: EnsureEngineOptions = {}): Promise<TestEngine> => {
  const { host } = await findEngine()
  return host === undefined ? withLock('engine', () => start(options), options.signal) : withMirror(host, options)
}

const start = async (options: EnsureEngineOptions): Promise<TestEngine> => {
  const { host, tried } = await findEngine()
  if (host !== undefined) return withMirror(host, options)
  refuse(tried)
  if (!hasProgram('dockerd')) options.onInstall?.()
  await ensureTools(engineTools, options)
  const installed = await startedByInstallation()
  if (installed !== undefined) return { host: installed, isOurs: false }
  const { open } = await ensureRegistries(options)
  await step(options.onProgress, 'engine', `starting dockerd on ${privateHost()}`, () =>
    startDockerd(open, options.signal),
  )
  return { host: privateHost(), isOurs: true }
}

// A mirror that was stopped, or had to move to another port, is made good here.
const withMirror = async (host: string, options: EnsureToolsOptions): Promise<TestEngine> => {
  const isOurs = host === privateHost() && dockerdPid() !== undefined
  if (isOurs) await moveMirror((await ensureRegistries(options)).open)
  return { host, isOurs }
}

const engineTools = [
  { program: 'dockerd', package: 'docker.io' },
  { program: 'iptables', package: 'iptables' },
  { program: 'update-ca-certificates', package: 'ca-certificates' },
]

const refuse = (tried: readonly string[]) => {
  const places = tried.map((place) => `  ${place}`).join('\n')
  const elsewhere = process.env.DOCKER_HOST && process.env.DOCKER_HOST !== privateHost()
  if (elsewhere) {
    throw new Error(`The engine that DOCKER_HOST names does not answer. Start it, or unset DOCKER_HOST.\n${places}`)
  }
  const problem = whyNotInstall()
  if (problem === undefined) return
  throw new Error(
    `No container engine answers, and none can be installed here: ${problem}.\n${places}\nInstall and start Docker or Podman (on Debian and Ubuntu: \`apt-get install docker.io iptables\`), or set DOCKER_HOST.`,
  )
}

// Under systemd the package starts its engine itself: a second one beside it would take its bridge away.
const startedByInstallation = async () => {
  const deadline = Date.now() + (existsSync('/run/systemd/system') ? 20_000 : 0)
  for (;;) {
    const { host } = await findEngine()
    if (host !== undefined || Date.now() >= deadline) return host
    await sleep(250)
  }
}
