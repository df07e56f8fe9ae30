import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { cachePath } from './cache.ts'
import { logPath, tail } from './command.ts'
import { isAlive, processMark } from './process-mark.ts'

/**
 * Serves the folder of that name as a registry on 127.0.0.1; what already runs is used.
 *
 * @param port the first one to try, unless it was served on another before
 * @param extra more lines of its configuration
 * @returns its address
 */
export const serve = async (name: string, port: number, extra = ''): Promise<string> => {
  const before = await lastState(name)
  if (isAlive(before.mark) && (await answers(before.address))) return before.address
  const address = `127.0.0.1:${await freePort(before.address ? Number(before.address.split(':')[1]) : port)}`
  await mkdir(cachePath('registry'), { recursive: true })
  await writeFile(configFile(name), configuration(name, address) + extra)
  const log = await logPath(`registry-${name}`)
  const output = openSync(log, 'w')
  const child = spawn('docker-registry', ['serve', configFile(name)], {
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  // One that cannot be started has no pid, which is looked at below.
  child.once('error', () => undefined)
  const deadline = Date.now() + 20_000
  while (!(await answers(address))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      throw new Error(`The registry on ${address} does not answer.\n${await tail(log)}`)
    }
    await sleep(25)
  }
  await writeFile(stateFile(name), `${processMark(child.pid ?? 0)}\n${address}\n`)
  return address
}

/** Whether one was running. */
export const stop = async (name: string): Promise<boolean> => {
  const { mark } = await lastState(name)
  if (!isAlive(mark)) return false
  process.kill(Number.parseInt(mark, 10), 'SIGTERM')
  const deadline = Date.now() + 10_000
  while (isAlive(mark) && Date.now() < deadline) await sleep(25)
  return true
}

const configFile = (name: string) => cachePath('registry', `${name}.yml`)
const stateFile = (name: string) => cachePath('registry', `${name}.state`)

const lastState = async (name: string) => {
  const [mark = '', address = ''] = (await readFile(stateFile(name), 'utf8').catch(() => '')).split('\n')
  return { mark, address }
}

const configuration = (name: string, address: string) => `version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: ${JSON.stringify(cachePath('registry', name))} }
  delete: { enabled: true }
http: { addr: "${address}" }
`

// The guarded one answers 401, which is an answer.
const answers = (address: string) =>
  fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  )

const freePort = async (first: number) => {
  for (let port = first; port < first + 50; port += 2) if (await isFree(port)) return port
  throw new Error(`No port from ${first} to ${first + 50} is free for the local registry. Set SLIPWAY_REGISTRY_PORT.`)
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
