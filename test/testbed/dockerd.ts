import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { cachePath } from './cache.ts'
import { tail } from './command.ts'
import { ping } from './engine-images.ts'
import { privateHost } from './find-engine.ts'
import { commandLine } from './process-mark.ts'

/**
 * Starts our own engine on its private socket, and waits until it answers. It stays when this process ends.
 *
 * @param mirror address of the registry that is asked before the Hub
 * @throws Error with the last lines of the engine's log when it ends, or does not answer within a minute
 */
export const startDockerd = async (mirror: string, signal?: AbortSignal): Promise<void> => {
  await mkdir(cachePath('engine'), { recursive: true })
  await writeMirror(mirror)
  removeLeftovers()
  const log = openSync(files.log(), 'w')
  const child = spawn('dockerd', dockerdArguments(), {
    // A session of its own: neither the terminal's Ctrl-C nor the end of this process reaches it.
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  })
  closeSync(log)
  child.unref()
  let ended: string | undefined
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code) => (ended = `exit code ${code}`))
  const deadline = Date.now() + 60_000
  while (!(await answers())) {
    if (ended !== undefined) throw new Error(`dockerd ended with ${ended}.\n${await tail(files.log())}`)
    if (Date.now() > deadline) throw new Error(`dockerd does not answer after 60 s.\n${await tail(files.log())}`)
    await sleep(50, undefined, signal ? { signal } : {})
  }
}

/** Pid of our own engine while it runs. */
export const dockerdPid = (): number | undefined => livePid(files.pid(), 'dockerd')

/** Tells a running engine of ours that the mirror has moved; it reads its configuration again on SIGHUP. */
export const moveMirror = async (mirror: string): Promise<void> => {
  const pid = dockerdPid()
  if (pid === undefined || readFileSync(files.config(), 'utf8') === mirrorConfig(mirror)) return
  await writeMirror(mirror)
  process.kill(pid, 'SIGHUP')
}

/** Stops our own engine, and with it every container. */
export const stopDockerd = async (): Promise<boolean> => {
  const pid = dockerdPid()
  if (pid === undefined) return false
  process.kill(pid, 'SIGTERM')
  const deadline = Date.now() + 30_000
  while (dockerdPid() !== undefined) {
    if (Date.now() > deadline) throw new Error(`dockerd (process ${pid}) is still there 30 s after SIGTERM.`)
    await sleep(50)
  }
  return true
}

const files = {
  config: () => cachePath('engine', 'daemon.json'),
  log: () => cachePath('engine', 'dockerd.log'),
  pid: () => cachePath('engine', 'dockerd.pid'),
  containerdPid: () => cachePath('engine', 'exec', 'containerd', 'containerd.pid'),
}

const dockerdArguments = () => [
  ...['--config-file', files.config()],
  ...['--data-root', cachePath('engine', 'data')],
  ...['--exec-root', cachePath('engine', 'exec')],
  ...['--pidfile', files.pid()],
  ...['-H', privateHost()],
]

const mirrorConfig = (mirror: string) => `${JSON.stringify({ 'registry-mirrors': [`http://${mirror}`] })}\n`

const writeMirror = (mirror: string) => writeFile(files.config(), mirrorConfig(mirror))

// dockerd refuses to start when any process has the pid of its file, and takes any for its containerd.
const removeLeftovers = () => {
  if (livePid(files.pid(), 'dockerd') === undefined) rmSync(files.pid(), { force: true })
  if (livePid(files.containerdPid(), 'containerd') === undefined) rmSync(files.containerdPid(), { force: true })
}

const livePid = (file: string, program: string) => {
  if (!existsSync(file)) return undefined
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  return pid > 0 && commandLine(pid).includes(program) && commandLine(pid).includes(cachePath('engine'))
    ? pid
    : undefined
}

const answers = () =>
  ping(privateHost(), AbortSignal.timeout(2_000)).then(
    () => true,
    () => false,
  )
