import { connect } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { LogLine } from '../api/index.ts'
import type { StartedTestContainer } from '../container/test-container.ts'
import { SlipwayError } from '../events/error.ts'
import type { RunningCommand } from '../run/exec-stream.ts'

/** Where the container has the doorkeeper. */
export const doorkeeperPath = '/slipway/doorkeeper'

// What the container says to this machine comes by the one, and what this machine says to it goes by the other.
const up = (connection: string) => `/tmp/slipway-${connection}.up`
const down = (connection: string) => `/tmp/slipway-${connection}.down`

/**
 * Runs for each connection that arrives, with the connection as its input and output: says so, and waits at sockets of its own to be
 * fetched. So no connection is taken for another, and none is lost however many come at once. Each direction has a socket, and later a
 * command: an engine tells of the end of a command's output only when the command ends, and either side may say its last word first.
 * It stays until both have, because socat takes its end for the end of the connection; and the connection is shut, not only closed,
 * because the other direction holds it too.
 */
export const doorkeeper: string = `#!/bin/sh
echo "arrived $$" >&2
socat -u "UNIX-LISTEN:${down('$$')}" STDOUT,shut-down &
socat -u STDIN "UNIX-LISTEN:${up('$$')}"
wait
`

/**
 * Listens at a port of the container, and carries each connection to the same port here.
 *
 * @returns when it listens; `over` settles when it listens no more, because the container has ended
 */
export const listenThrough = async (
  container: StartedTestContainer,
  port: number,
): Promise<{ readonly over: Promise<void> }> => {
  const listener = await container.execStream([
    'socat',
    // Either half may stay open for long after the other.
    ...['-d', '-d', '-t', '86400', `TCP-LISTEN:${port},fork,reuseaddr,nodelay`, `EXEC:${doorkeeperPath}`],
  ])
  const lines = listener.output.lines()
  await untilListening(lines, port)
  // It must not keep the process: it is for the containers of this process, and they end with it.
  listener.unref()
  return { over: carryArrivals(lines, container, port) }
}

const untilListening = async (lines: AsyncGenerator<LogLine>, port: number): Promise<void> => {
  let last = 'it said nothing'
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    last = next.value.text
    if (last.includes('listening on')) return
  }
  throw new SlipwayError(
    'HOST_PORT_NOT_EXPOSED',
    `Port ${port} could not be opened for containers: ${last}. Ports below 1024 need a user who may open them.`,
  )
}

const carryArrivals = async (
  lines: AsyncGenerator<LogLine>,
  container: StartedTestContainer,
  port: number,
): Promise<void> => {
  for await (const { text } of lines) {
    const connection = /^arrived (\d+)$/.exec(text)?.[1]
    // A connection that breaks is the affair of its two ends: each sees it.
    if (connection !== undefined) carry(container, connection, port).catch(() => {})
  }
}

const carry = async (container: StartedTestContainer, connection: string, port: number): Promise<void> => {
  const fetch = (from: string, to: string) => container.execStream(['socat', '-u', from, to], { stdin: true })
  const [rising, falling] = await Promise.all([
    fetch(patiently(up(connection)), 'STDOUT'),
    fetch('STDIN', patiently(down(connection))),
  ])
  const local = connect({ host: 'localhost', port, allowHalfOpen: true }).setNoDelay()
  for (const way of [rising, falling, local]) way.unref()
  // Over when both halves have ended, or when it broke: a command waits for more as long as its connection is there.
  local.once('close', () => {
    for (const way of [rising, falling]) way.close()
  })
  await Promise.all([pipeline(stdoutOf(rising), local), pipeline(local, falling.stdin)])
}

// The doorkeeper announces itself before it listens.
const patiently = (socket: string) => `UNIX-CONNECT:${socket},retry=100,interval=0.02`

async function* stdoutOf({ output }: RunningCommand): AsyncGenerator<Uint8Array> {
  for await (const { stream, data } of output) if (stream === 'stdout') yield data
}
