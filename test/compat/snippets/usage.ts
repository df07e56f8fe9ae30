// Page "Usage": one container for the tests of a file.
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { afterAll, beforeAll, expect, test } from 'vitest'

let cache: StartedTestContainer

beforeAll(async () => {
  cache = await new GenericContainer('memcached:1.6').withExposedPorts(11211).start()
})

afterAll(async () => {
  await cache.stop()
})

test('the cache has an address', () => {
  expect(`${cache.getHost()}:${cache.getMappedPort(11211)}`).toMatch(/:\d+$/)
})
