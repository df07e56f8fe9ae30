import { expect, test } from 'vitest'
import { GenericContainer, Wait } from '../../src/index.ts'

// Docker 20.10 was seen to lose lines of a log that is followed while a container prints a burst and ends.
test.each([1, 2, 3])('no line of a burst is missed, run %i', async () => {
  await using container = await new GenericContainer('busybox:latest')
    .withCommand(['sh', '-c', 'seq 1 100000'])
    .withWaitStrategy(Wait.forLogMessage(/^\d+$/, 100_000))
    .withStartupTimeout(15_000)
    .start()
  expect(container.getId()).not.toBe('')
})
