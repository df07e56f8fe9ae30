import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { ProtocolError } from '../../../src/api/index.ts'
import { fakeEngine } from '../support/fake-engine.ts'

// Much to carry, for a machine that does much else too.
const timeout = 30_000
const chunk = Buffer.alloc(1 << 20, 'x')

/** Sends this much, as fast as it is read. */
const pour = (response: ServerResponse, megabytes: number): void => {
  for (let left = megabytes; left > 0 && !response.destroyed; left--) {
    if (response.write(chunk)) continue
    response.once('drain', () => pour(response, left - 1))
    return
  }
  response.end()
}

/** What the most memory is that bytes take meanwhile, beyond what they took before. */
const growthOf = async (work: () => Promise<void>): Promise<number> => {
  const start = process.memoryUsage().arrayBuffers
  let growth = 0
  const watch = setInterval(() => {
    growth = Math.max(growth, process.memoryUsage().arrayBuffers - start)
  }, 5)
  await work()
  clearInterval(watch)
  return growth
}

test('a line of 128 MiB comes in pieces, and is never in memory as a whole', { timeout }, async () => {
  await using fake = await fakeEngine((_, response) => pour(response, 128))
  const lengths: number[] = []
  const growth = await growthOf(async () => {
    const logs = await fake.engine.containers.logs('x', { tty: true })
    for await (const { text } of logs.lines()) lengths.push(text.length)
  })
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(128 << 20)
  for (const length of lengths.slice(0, -1)) expect(length).toBeGreaterThanOrEqual(32 << 20)
  expect(lengths.length).toBeGreaterThanOrEqual(4)
  // The 32 MiB of a piece, twice as it grows, and what is not collected yet.
  expect(growth).toBeLessThan(180_000_000)
})

test('200 MiB of output that is read as it comes takes no memory of that size', { timeout }, async () => {
  await using fake = await fakeEngine((_, response) => pour(response, 200))
  let size = 0
  const growth = await growthOf(async () => {
    for await (const { data } of await fake.engine.containers.logs('x', { tty: true })) size += data.length
  })
  expect(size).toBe(200 << 20)
  expect(growth).toBeLessThan(100_000_000)
})

test('an object of a stream that has no end is a ProtocolError, and the connection is left', { timeout }, async () => {
  let isOpen = true
  await using fake = await fakeEngine((_, response) => {
    response.once('close', () => {
      isOpen = false
    })
    response.write('{"status":"')
    pour(response, 1000)
  })
  await expect(fake.engine.images.pull('x', { auth: {} })).rejects.toThrow(ProtocolError)
  await expect.poll(() => isOpen).toBe(false)
})

test('an answer of 20 MiB is read whole', { timeout }, async () => {
  const answer = JSON.stringify([{ Id: 'x'.repeat(20 << 20) }])
  await using fake = await fakeEngine((_, response) => response.end(answer))
  const [container] = await fake.engine.containers.list()
  expect(container?.Id.length).toBe(20 << 20)
})
