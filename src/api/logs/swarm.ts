import { isOlder } from '../gate/version.ts'
import { OutputStream } from '../stream/output.ts'
import type { Call, CallOptions, Wire } from '../wire/wire.ts'

export interface SwarmLogOptions extends CallOptions {
  /** Go on with what is printed from now on. @default false */
  readonly follow?: boolean | undefined
  /** @default true */
  readonly stdout?: boolean | undefined
  /** @default true */
  readonly stderr?: boolean | undefined
  /** Unix time in seconds, fractions allowed. */
  readonly since?: number | undefined
  /** Lines carry the time at which the engine of the node received them. @default false */
  readonly timestamps?: boolean | undefined
  /** Only that many lines from the end of each task, those of a stream that is not asked for included. @default all */
  readonly tail?: number | undefined
  /**
   * Each line begins with where it comes from, and a space:
   * `com.docker.swarm.node.id=…,com.docker.swarm.service.id=…,com.docker.swarm.task.id=…`. @default false
   */
  readonly details?: boolean | undefined
  /** Whether the containers have a terminal. @default asked from the engine */
  readonly tty?: boolean | undefined
}

/** Opens the log of a service or a task. @param terminal asks for what engines before API 1.42 do not tell with the log */
export const openSwarmLogs = async (
  wire: Wire,
  path: string,
  options: SwarmLogOptions,
  terminal: () => Promise<boolean>,
): Promise<OutputStream> => {
  const { follow, stdout = true, stderr = true, since, timestamps = false, tail, details, tty, signal } = options
  const query = { follow, stdout, stderr, since, timestamps, tail, details }
  const call: Call = { method: 'GET', path, query, dockerOnly: 'Swarm', signal, patient: follow === true }
  const known = tty ?? (wire.kind === 'docker' && isOlder(wire.apiVersion, '1.42') ? await terminal() : undefined)
  const { headers, body } = await wire.bytes(call)
  return new OutputStream(body, { tty: known ?? headers['content-type'] === rawStream, timestamps, operation: call })
}

const rawStream = 'application/vnd.docker.raw-stream'
