import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { FixedPortGenerator, RandomPortGenerator } from '../../src/run/port-generator.ts'

test('a random port is free', async () => {
  const server = createServer().listen(await new RandomPortGenerator().generatePort())
  await once(server, 'listening')
  server.close()
})

test('fixed ports are given out one after the other, and then no more', async () => {
  const ports = new FixedPortGenerator([1, 2])
  expect([await ports.generatePort(), await ports.generatePort()]).toEqual([1, 2])
  await expect(ports.generatePort()).rejects.toThrow('FixedPortGenerator has given out all of its ports. Give it more.')
})
