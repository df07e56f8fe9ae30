import { spawn } from 'node:child_process'
import { getEventListeners, once } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type PortProbe, probePort } from '../../src/wait/port-probe.ts'
import { closeAtOnce, freePort, tcpServer } from './servers.ts'

const { signal } = new AbortController()

const probe = (port: number, options: Partial<PortProbe> = {}) =>
  probePort({ host: '127.0.0.1', port, signal, ...options })

test('a connection that stays open is held, and then closed', async () => {
  await using server = await tcpServer()
  const began = performance.now()
  expect(await probe(server.port)).toEqual({ kind: 'held' })
  expect(performance.now() - began).toBeGreaterThan(20)
  await server.untilNoneIsOpen()
  expect(server.accepted).toBe(1)
})

test('a server that speaks first is held without waiting for more', async () => {
  await using server = await tcpServer((socket) => socket.write('220 ready\r\n'))
  expect(await probe(server.port, { holdMs: 60_000 })).toEqual({ kind: 'held' })
})

test.each([
  ['closed', closeAtOnce],
  ['half-closed', (socket) => socket.end()],
  ['reset', (socket) => socket.resetAndDestroy()],
  ['closed a little later', (socket) => setTimeout(() => socket.destroy(), 10)],
] satisfies [string, Parameters<typeof tcpServer>[0]][])('a connection that is %s does not count', async (_, close) => {
  await using server = await tcpServer(close)
  expect(await probe(server.port, { holdMs: 2_000 })).toEqual({ kind: 'closed' })
})

test('a port without a server refuses', async () => {
  expect(await probe(await freePort())).toEqual({ kind: 'refused' })
})

test('a name with several addresses, none of which answers, refuses too', async () => {
  expect(await probe(await freePort(), { host: 'localhost' })).toEqual({ kind: 'refused' })
})

test('an address that cannot be reached is told with its error code', async () => {
  expect(await probe(80, { host: '255.255.255.255' })).toEqual({
    kind: 'unreachable',
    code: expect.stringMatching(/^E[A-Z]+$/),
  })
})

test('a server that neither accepts nor refuses is given up', async () => {
  await using server = await deafServer()
  expect(await probe(server.port, { connectTimeoutMs: 50 })).toEqual({ kind: 'silent' })
})

test('an abort stops it at once, in any phase, and leaves no listener', async () => {
  await using server = await tcpServer()
  const controller = new AbortController()
  const held = probe(server.port, { holdMs: 60_000, signal: controller.signal })
  const connecting = probe(server.port, { holdMs: 60_000, signal: controller.signal })
  while (server.accepted < 1) await after(1)
  controller.abort()
  expect(await held).toEqual({ kind: 'stopped' })
  expect(await connecting).toEqual({ kind: 'stopped' })
  expect(await probe(server.port, { signal: controller.signal })).toEqual({ kind: 'stopped' })
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  await server.untilNoneIsOpen()
})

test('no probe leaves a listener', async () => {
  await using server = await tcpServer()
  await using closing = await tcpServer(closeAtOnce)
  await Promise.all([probe(server.port), probe(closing.port), probe(await freePort())])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a busy event loop does not take a hang-up for an open connection', async () => {
  await using server = await childServer(`createServer((socket) => setTimeout(() => socket.destroy(), 15))`)
  const probed = probe(server.port, { holdMs: 25 })
  await after(5)
  // In this phase of the loop the next thing to run is timers.
  await new Promise(setImmediate)
  for (const until = performance.now() + 150; performance.now() < until; );
  expect(await probed).toEqual({ kind: 'closed' })
})

/** A server in a process of its own, which goes on when this one is busy. */
const childServer = async (source: string, backlog = 10) => {
  const script = `const { createServer } = require('node:net')
    const server = ${source}
    server.listen({ port: 0, host: '127.0.0.1', backlog: ${backlog} }, () => console.log(server.address().port))`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return {
    port: Number(line),
    child,
    [Symbol.asyncDispose]: async () => {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}

/** A server that is stopped, and whose queue of connections is full. */
const deafServer = async () => {
  const server = await childServer('createServer()', 1)
  server.child.kill('SIGSTOP')
  const controller = new AbortController()
  const fillers = Array.from({ length: 4 }, () =>
    probe(server.port, { holdMs: 60_000, connectTimeoutMs: 60_000, signal: controller.signal }),
  )
  await after(20)
  return {
    port: server.port,
    [Symbol.asyncDispose]: async () => {
      controller.abort()
      await Promise.all(fillers)
      await server[Symbol.asyncDispose]()
    },
  }
}
