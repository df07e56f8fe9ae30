import { expect, test } from 'vitest'
import { exitOf } from '../../src/run/exit-of.ts'
import { fakeEngine } from '../api/support/fake-engine.ts'

const container = {
  Id: 'x',
  State: { StartedAt: '2026-01-01T00:00:00Z' },
  HostConfig: { RestartPolicy: { Name: '' as const } },
}

test('the exit is asked for again when the question breaks off, and a shutdown of the engine is no exit', async () => {
  let asked = 0
  await using fake = await fakeEngine((request, response) => {
    asked++
    if (asked === 1) request.socket.destroy()
    else if (asked === 2) response.writeHead(500).end('{"message":"not now"}')
    else if (asked === 3) response.end('{"StatusCode":-1,"Error":{"Message":"context canceled"}}')
    else response.end('{"StatusCode":3}')
  })
  const { signal } = new AbortController()
  await expect(exitOf(fake.engine, container, signal)).resolves.toEqual({ exitCode: 3 })
  expect(asked).toBe(4)
})

test('a container that is gone, and a watch that was ended, are no exit', async () => {
  let asked = 0
  await using fake = await fakeEngine((_, response) => {
    asked++
    response.writeHead(404).end('{"message":"gone"}')
  })
  const settled: unknown[] = []
  const ended = new AbortController()
  ended.abort()
  for (const signal of [new AbortController().signal, ended.signal])
    exitOf(fake.engine, container, signal).then(
      (exit) => settled.push(exit),
      (error: unknown) => settled.push(error),
    )
  await expect.poll(() => asked).toBe(1)
  await new Promise(setImmediate)
  expect(settled).toEqual([])
})
