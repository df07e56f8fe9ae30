import { readFile } from 'node:fs/promises'
import type { ContainerInspect, Engine } from '../api/index.ts'
import { executeForWait } from './exec-for-wait.ts'

/**
 * Tells whether something in a container listens on a TCP port; undefined where that cannot be known.
 *
 * A local engine on Linux shows the sockets of the container's network namespace in the host's /proc: exact, cheap, and true even
 * for an image without a shell. Elsewhere one command inside asks the same table.
 */
export const listeningProbe = (
  engine: Engine,
  inspected: ContainerInspect,
): ((port: number, signal: AbortSignal) => Promise<boolean | undefined>) => {
  const tables = tableReader(engine, inspected)
  return async (port, signal) => {
    const text = await (await tables)(signal)
    return text === undefined ? undefined : listeningPorts(text).has(port)
  }
}

/** Ports of the sockets in state LISTEN in the text of /proc/net/tcp and tcp6. */
export const listeningPorts = (table: string): ReadonlySet<number> => {
  const ports = new Set<number>()
  // Columns: number, local address:port, remote address:port, state; the state 0A is LISTEN.
  for (const [, port = ''] of table.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /gm))
    ports.add(Number.parseInt(port, 16))
  return ports
}

type TableReader = (signal: AbortSignal) => Promise<string | undefined>

const tableReader = async (engine: Engine, inspected: ContainerInspect): Promise<TableReader> => {
  const folder = `/proc/${inspected.State.Pid}`
  if (engine.host.startsWith('unix:') && (await isProcessOf(folder, inspected.Id)))
    return () => readTables(`${folder}/net`)
  return (signal) => askInside(engine, inspected.Id, signal)
}

// The engine may run in another machine's or a virtual machine's process tree: then this pid is somebody else.
const isProcessOf = async (folder: string, containerId: string): Promise<boolean> => {
  try {
    return (await readFile(`${folder}/cgroup`, 'utf8')).includes(containerId)
  } catch {
    return false
  }
}

/** The tables of a network namespace, as one text; undefined where they may not be read. */
export const readTables = async (folder: string): Promise<string | undefined> => {
  try {
    return (await Promise.all(['tcp', 'tcp6'].map((name) => readTable(`${folder}/${name}`)))).join('')
  } catch {
    return undefined
  }
}

// Without IPv6 there is only one, and none where the process is over: not unknown, for nothing listens there any more. The engine's proxy
// may hold a connection to it all the same.
const readTable = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return ''
    throw error
  })

const askInside: (engine: Engine, containerId: string, signal: AbortSignal) => Promise<string | undefined> = async (
  engine,
  containerId,
  signal,
) => {
  const { stdout } = await executeForWait(engine, containerId, ['cat', '/proc/net/tcp', '/proc/net/tcp6'], signal)
  // Without IPv6 cat ends with an error after the first table; without cat some engines print their own error here instead of a table.
  return stdout.includes('local_address') ? stdout : undefined
}
