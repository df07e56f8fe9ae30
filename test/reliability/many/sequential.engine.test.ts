import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { GenericContainer, Wait } from '../../../src/index.ts'
import { recordFigure, times } from '../soak.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const warmUp = times(5, 100)
// More than the connections that a pool may have: one of anything for each start would show.
const starts = times(25, 1_000)

// A container with all that a start can hold on to: output that is read, a port that is tried, an exit that is awaited.
const startAndStop = async (): Promise<void> => {
  const container = await new GenericContainer('busybox')
    .withCommand(['sh', '-c', 'echo begun; httpd -f -p 8080'])
    .withExposedPorts(8080)
    .withLogConsumer((stream) => void stream.resume())
    .withWaitStrategy(Wait.forAll([Wait.forLogMessage('begun'), Wait.forListeningPorts()]))
    .start()
  await container.stop()
}

interface Held {
  /** Of the heap, and of buffers beside it. */
  readonly bytes: number
  readonly resources: Readonly<Record<string, number>>
  readonly listeners: number
}

const held = (): Held => {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  const names = process.getActiveResourcesInfo()
  const count = (name: string) => names.filter((one) => one === name).length
  return {
    bytes: heapUsed + external,
    resources: Object.fromEntries([...new Set(names)].sort().map((name) => [name, count(name)])),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  }
}

test('a process that starts containers one after the other holds on to nothing of them', async () => {
  for (let i = 0; i < warmUp; i++) await startAndStop()
  const before = held()
  for (let i = 0; i < starts; i++) await startAndStop()
  const after = held()
  const bytes = Math.round((after.bytes - before.bytes) / starts)
  await recordFigure(
    `${starts} starts one after the other`,
    `${bytes} bytes each, buffers included; ${JSON.stringify(before.resources)} before, ${JSON.stringify(after.resources)} after`,
  )
  expect(after.listeners).toBe(before.listeners)
  // Connections come and go with use, within the pool's size.
  expect(Math.max(...Object.values(after.resources))).toBeLessThan(20)
  expect(bytes).toBeLessThan(times(200_000, 5_000))
})
