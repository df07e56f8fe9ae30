import { expect, test } from 'vitest'
import { ConflictError } from '../../src/api/index.ts'
import { removeContainer } from '../../src/run/remove.ts'
import { fakeEngine } from '../api/support/fake-engine.ts'

test('a container that somebody else is removing is waited for', async () => {
  const asked: (string | undefined)[] = []
  await using fake = await fakeEngine(({ method, url }, response) => {
    asked.push(`${method} ${url}`)
    if (method === 'DELETE') response.writeHead(409).end('{"message":"removal is already in progress"}')
    else response.end('{"StatusCode":0}')
  })
  await removeContainer(fake.engine, 'x')
  expect(asked).toEqual([
    'DELETE /v1.41/containers/x?force=true&v=true',
    'POST /v1.41/containers/x/wait?condition=removed',
  ])
})

test('one that nobody gets rid of is an error in the end, and not a wait without end', async () => {
  await using fake = await fakeEngine(({ method }, response) => {
    if (method === 'DELETE') response.writeHead(409).end('{"message":"could not kill it"}')
    else response.flushHeaders()
  })
  const startedAt = performance.now()
  await expect(removeContainer(fake.engine, 'x', { goneWithinMs: 50 })).rejects.toThrow(ConflictError)
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})
