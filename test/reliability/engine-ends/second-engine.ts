import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Engine } from '../../../src/api/index.ts'
import { BUSYBOX } from '../../api/support/resources.ts'
import { childrenOf } from '../../support/children-of.ts'
import { dockerdPid } from '../../testbed/dockerd.ts'
import { ping } from '../../testbed/engine-images.ts'
import { privateHost } from '../../testbed/find-engine.ts'

/** Whether this machine may have an engine that tests kill: where the test bed brought its own, and that one is tested. */
export const canHaveSecondEngine = (): boolean =>
  dockerdPid() !== undefined && process.env.DOCKER_HOST === privateHost()

/** An engine beside that of all other tests, in a network of its own, with busybox. */
export interface SecondEngine extends AsyncDisposable {
  readonly host: string
  /** A process in its network. */
  readonly pid: number
  /** Sends a signal to dockerd. */
  readonly signal: (signal: NodeJS.Signals) => void
  /** Resolves when dockerd is over. */
  readonly ended: () => Promise<unknown>
  /** Starts it again after its end. */
  readonly start: () => Promise<void>
}

export interface SecondEngineOptions {
  /** Whether containers live on when it ends. @default false */
  readonly liveRestore?: boolean
  /** How much it can keep. @default as much as the machine */
  readonly diskMegabytes?: number
}

export const secondEngine = async ({ liveRestore, diskMegabytes }: SecondEngineOptions = {}): Promise<SecondEngine> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-engine-'))
  const host = `unix://${join(folder, 'docker.sock')}`
  const log = join(folder, 'dockerd.log')
  await writeFile(join(folder, 'daemon.json'), '{}')
  await mkdir(join(folder, 'data'))
  const mount = diskMegabytes === undefined ? ':' : `mount -t tmpfs -o size=${diskMegabytes}m disk ${folder}/data`
  const place = await ownPlace(mount)
  let dockerd: ChildProcess | undefined
  const ended = async (): Promise<unknown> =>
    dockerd?.exitCode === null && dockerd.signalCode === null ? once(dockerd, 'exit') : undefined
  const start = async (): Promise<void> => {
    await ended()
    // What it was killed with is taken for alive: nobody in there buries the dead.
    for (const file of ['docker.pid', 'exec/containerd/containerd.pid']) await rm(join(folder, file), { force: true })
    dockerd = launch(place.pid, folder, log, ['-H', host, ...(liveRestore ? ['--live-restore'] : [])])
    const limit = AbortSignal.timeout(60_000)
    while (!(await answers(host))) {
      if (dockerd.exitCode !== null) throw new Error(`dockerd ended:\n${readFileSync(log, 'utf8').slice(-2_000)}`)
      await sleep(50, undefined, { signal: limit })
    }
  }
  await start()
  await copyBusybox(host)
  return {
    host,
    pid: place.pid,
    start,
    ended,
    // What enters the place waits outside for the one that it has started inside, and stops when that one is stopped.
    signal: (signal) => {
      process.kill(childOf(dockerd?.pid), signal)
      if (signal === 'SIGCONT') dockerd?.kill(signal)
    },
    [Symbol.asyncDispose]: async () => {
      await place.close()
      dockerd?.kill('SIGCONT')
      await ended()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Networks, mounts and processes of its own: two engines in one network take each other's bridge away, and all is gone with its first process. */
const ownPlace = async (mount: string) => {
  const first = `ip link set lo up; ${mount}; echo ready; read _`
  const child = spawn(
    'unshare',
    ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', '--', 'sh', '-c', first],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  await once(child.stdout, 'data')
  return {
    pid: childOf(child.pid),
    close: async () => {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}

const childOf = (pid = 0): number => {
  const [child] = childrenOf(pid)
  if (child === undefined) throw new Error(`process ${pid} has no child`)
  return child
}

const launch = (place: number, folder: string, log: string, options: readonly string[]): ChildProcess => {
  const output = openSync(log, 'a')
  const below = (name: string) => join(folder, name)
  const files = ['--config-file', below('daemon.json'), '--data-root', below('data'), '--exec-root', below('exec')]
  const program = ['dockerd', ...files, '--pidfile', below('docker.pid'), ...options]
  const child = spawn('nsenter', ['-t', String(place), '--net', '--mount', '--pid', '--', ...program], {
    stdio: ['ignore', output, output],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  })
  closeSync(output)
  return child
}

const answers = (host: string): Promise<boolean> =>
  ping(host, AbortSignal.timeout(2_000)).then(
    () => true,
    () => false,
  )

const copyBusybox = async (host: string): Promise<void> => {
  await using from = await Engine.connect()
  await using to = await Engine.connect({ host })
  await to.images.load(await from.images.save([BUSYBOX]))
}
