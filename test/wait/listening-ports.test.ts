import { expect, test } from 'vitest'
import type { ContainerExit } from '../../src/wait/target.ts'
import { Wait } from '../../src/wait/wait.ts'
import { Deferred, fakeTarget, tcp } from './fake-target.ts'
import { closeAtOnce, freePort, tcpServer } from './servers.ts'
import { failureOf, stable, waitFor } from './waiting.ts'

test('a container without a published TCP port is ready at once, and UDP is not looked at', async () => {
  const target = fakeTarget({
    publishedPorts: [{ containerPort: 53, protocol: 'udp', hostPort: 1 }],
    listens: () => Promise.reject(new Error('asked')),
  })
  await waitFor(Wait.forListeningPorts(), target)
})

test('a server is connected to once, and only when it listens', async () => {
  await using server = await tcpServer()
  const answers = [false, false, false, false, true]
  const acceptedWhenAsked: number[] = []
  const target = fakeTarget({
    publishedPorts: [tcp(3306, server.port)],
    listens: async (port) => {
      expect(port).toBe(3306)
      acceptedWhenAsked.push(server.accepted)
      return answers.shift()
    },
  })
  await waitFor(Wait.forListeningPorts(), target)
  expect(acceptedWhenAsked).toEqual([0, 0, 0, 0, 0])
  expect(server.accepted).toBe(1)
  await server.untilNoneIsOpen()
})

test('it is asked again within milliseconds', async () => {
  const exit = new Deferred<ContainerExit>()
  let asked = 0
  const target = fakeTarget({
    publishedPorts: [tcp(3306, 1)],
    exited: exit.promise,
    listens: async () => {
      if (++asked === 4) exit.resolve({ exitCode: 0 })
      return false
    },
  })
  const began = performance.now()
  await failureOf(waitFor(Wait.forListeningPorts(), target))
  expect(performance.now() - began).toBeLessThan(400)
  expect(asked).toBe(4)
})

test('where it cannot be told what listens, two connections in a row must stay open', async () => {
  let accepted = 0
  // The first stays open by chance, as the proxy's may.
  await using server = await tcpServer((socket) => {
    if (++accepted === 2) closeAtOnce(socket)
  })
  const target = fakeTarget({ publishedPorts: [tcp(80, server.port)], listens: async () => undefined })
  await waitFor(Wait.forListeningPorts(), target)
  expect(server.accepted).toBe(4)
  await server.untilNoneIsOpen()
})

test('a port behind which nothing listens is not ready, though it accepts', async () => {
  await using proxy = await tcpServer(closeAtOnce)
  const target = fakeTarget({ publishedPorts: [tcp(80, proxy.port)], listens: async () => undefined })
  const error = await failureOf(waitFor(Wait.forListeningPorts(), target, { limitMs: 250 }))
  expect(proxy.accepted).toBeGreaterThan(1)
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for port 80/tcp to listen; last saw: accepted and closed at once at 127.0.0.1:PORT.
    Last log lines:
      starting"
  `)
})

test('inside and outside are told apart, and each port speaks for itself', async () => {
  await using server = await tcpServer()
  await using proxy = await tcpServer(closeAtOnce)
  const target = fakeTarget({
    publishedPorts: [
      tcp(3306, server.port),
      tcp(8080, await freePort()),
      tcp(8081, proxy.port),
      tcp(8082, server.port),
      tcp(8083, 1),
    ],
    host: '127.0.0.1',
    listens: async (port) => port !== 8082,
  })
  const error = await failureOf(waitFor(Wait.forListeningPorts(), target, { limitMs: 300 }))
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it was not ready after 12 s (startup timeout). Raise withStartupTimeout() if it needs longer.
    Waited for port 3306/tcp to listen: done.
    Waited for port 8080/tcp to listen; last saw: connection refused at 127.0.0.1:PORT.
    Waited for port 8081/tcp to listen; last saw: accepted and closed at once at 127.0.0.1:PORT though it listens inside, perhaps on 127.0.0.1 alone.
    Waited for port 8082/tcp to listen; last saw: nothing listens inside yet.
    Waited for port 8083/tcp to listen; last saw: connection refused at 127.0.0.1:PORT.
    Last log lines:
      starting"
  `)
})

test('a container that exits ends the wait for its ports', async () => {
  const exit = new Deferred<ContainerExit>()
  const target = fakeTarget({
    publishedPorts: [tcp(3306, 1)],
    exited: exit.promise,
    listens: async () => {
      exit.resolve({ exitCode: 1 })
      return false
    },
  })
  const error = await failureOf(waitFor(Wait.forListeningPorts(), target))
  expect(error).toMatchObject({ reason: 'exited', exitCode: 1 })
  expect(stable(error.message)).toMatchInlineSnapshot(`
    "Container \`mysql:8.4\` (4f1c2d9e1a2b) did not become ready: it exited with code 1 after 12 s.
    Waited for port 3306/tcp to listen; last saw: nothing listens inside yet.
    Last log lines:
      starting"
  `)
})

test('nothing is asked and no connection is open after an abort', async () => {
  await using server = await tcpServer()
  const controller = new AbortController()
  let asked = 0
  const target = fakeTarget({
    publishedPorts: [tcp(80, server.port), tcp(81, server.port)],
    listens: async (port) => {
      if (++asked === 5) controller.abort('enough')
      return port === 81
    },
  })
  await expect(waitFor(Wait.forListeningPorts(), target, { signal: controller.signal })).rejects.toBe('enough')
  await server.untilNoneIsOpen()
  expect(asked).toBe(5)
})

test('its own limit is the limit of all its ports', async () => {
  const target = fakeTarget({ publishedPorts: [tcp(80, 1), tcp(81, 1)], listens: async () => false })
  const wait = Wait.forListeningPorts().withStartupTimeout(12_050)
  const error = await failureOf(waitFor(wait, target))
  expect(error).toMatchObject({ reason: 'timeout' })
  expect(error.waits).toHaveLength(2)
})
